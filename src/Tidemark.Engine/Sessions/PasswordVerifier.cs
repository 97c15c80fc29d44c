using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// Makes the verifier that is kept in the place of a password: RFC 5802's StoredKey and ServerKey in the text form of PostgreSQL's pg_authid,
/// <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>.
/// </summary>
public static class PasswordVerifier
{
    /// <summary>RFC 7677's least, and PostgreSQL's number of iterations.</summary>
    public const int Iterations = 4096;

    private const int SaltBytes = 16;

    /// <summary>A verifier of a password, with a random salt.</summary>
    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
