using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Server.Authentication;

/// <summary>
/// What the server keeps of a password (RFC 5803, in PostgreSQL's text form): <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, the last three in base64.
/// </summary>
internal sealed record ScramVerifier(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>PostgreSQL's number of iterations.</summary>
    public const int DefaultIterations = 4096;

    private const string Prefix = "SCRAM-SHA-256$";

    /// <summary>Reads the text form; null when it is none.</summary>
    public static ScramVerifier? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = text[Prefix.Length..].Split('$', ':');
        if (parts.Length != 4 || !int.TryParse(parts[0], out var iterations) || iterations < 1) return null;
        try
        {
            var verifier = new ScramVerifier(iterations, Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]), Convert.FromBase64String(parts[3]));
            return verifier.StoredKey.Length == SHA256.HashSizeInBytes && verifier.ServerKey.Length == SHA256.HashSizeInBytes ? verifier : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// A verifier that no password fits, for a user that does not exist: the same name is given the same salt each time, so that who asks cannot tell.
    /// </summary>
    /// <param name="user">The name.</param>
    /// <param name="secret">Known to the server only.</param>
    public static ScramVerifier Mock(string user, ReadOnlySpan<byte> secret)
    {
        var salt = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(user))[..16];
        return new ScramVerifier(DefaultIterations, salt, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));
    }

    /// <summary>Whether this is the verifier of a password.</summary>
    public bool Fits(string password)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(salted, "Server Key"u8), ServerKey);
    }
}
