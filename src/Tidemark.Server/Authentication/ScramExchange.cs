using System.Security.Cryptography;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Server.Authentication;

/// <summary>The server's side of one SCRAM-SHA-256 authentication (RFC 5802 and 7677), without channel binding.</summary>
/// <param name="verifier">Of the user's password.</param>
/// <param name="serverNonce">Printable, without a comma, and never used before.</param>
internal sealed class ScramExchange(ScramVerifier verifier, string serverNonce)
{
    /// <summary>The mechanism's name in SASL.</summary>
    public const string Mechanism = "SCRAM-SHA-256";

    private string _gs2Header = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";

    /// <summary>An exchange with a nonce of its own.</summary>
    public ScramExchange(ScramVerifier verifier)
        : this(verifier, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    /// <summary>Takes client-first-message and gives server-first-message.</summary>
    public string First(string clientFirst)
    {
        // gs2-header = ("n" / "y") "," [ "a=" name ] ","; a "y" says that the client could bind to the channel and saw that the server cannot.
        if (clientFirst.Length == 0) throw ProtocolErrors.MalformedScram("The message is empty.");
        if (clientFirst[0] is not ('n' or 'y')) throw ProtocolErrors.MalformedScram("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.");
        var comma = clientFirst.IndexOf(',');
        var end = comma < 0 ? -1 : clientFirst.IndexOf(',', comma + 1);
        if (comma != 1 || end < 0) throw ProtocolErrors.MalformedScram("Comma expected.");
        if (end > comma + 1 && clientFirst[comma + 1] != 'a') throw ProtocolErrors.MalformedScram("Unexpected attribute in client-first-message.");
        if (end > comma + 1) throw InternalErrors.NotSupported("an authorization identity in SCRAM");
        _gs2Header = clientFirst[..(end + 1)];
        _clientFirstBare = clientFirst[(end + 1)..];
        var attributes = _clientFirstBare.Split(',');
        if (attributes[0].StartsWith("m=", StringComparison.Ordinal)) throw ProtocolErrors.MalformedScram("The client requires an unsupported SCRAM extension.");
        if (attributes.Length < 2 || !attributes[0].StartsWith("n=", StringComparison.Ordinal) || !attributes[1].StartsWith("r=", StringComparison.Ordinal))
        {
            throw ProtocolErrors.MalformedScram("Attributes n and r expected.");
        }

        var clientNonce = attributes[1][2..];
        if (clientNonce.Length == 0 || clientNonce.Any(c => c is < (char)0x21 or > (char)0x7e)) throw ProtocolErrors.MalformedScram("Non-printable characters in SCRAM nonce.");
        _nonce = clientNonce + serverNonce;
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(verifier.Salt)},i={verifier.Iterations}";
        return _serverFirst;
    }

    /// <summary>Takes client-final-message and gives server-final-message; null when the password was another.</summary>
    public string? Final(string clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0) throw ProtocolErrors.MalformedScram("Attribute p expected.");
        var withoutProof = clientFinal[..proofAt];
        var attributes = withoutProof.Split(',');
        if (attributes.Length < 2 || !attributes[0].StartsWith("c=", StringComparison.Ordinal) || !attributes[1].StartsWith("r=", StringComparison.Ordinal))
        {
            throw ProtocolErrors.MalformedScram("Attributes c and r expected.");
        }

        if (attributes[0][2..] != Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header))) throw ProtocolErrors.MalformedScram("Unexpected SCRAM channel-binding attribute in client-final-message.");
        if (attributes[1][2..] != _nonce) throw ProtocolErrors.MalformedScram("Nonce does not match.");
        var proof = new byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(clientFinal[(proofAt + 3)..], proof, out var length) || length != proof.Length)
        {
            throw ProtocolErrors.MalformedScram("Malformed proof in client-final-message.");
        }

        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var clientSignature = HMACSHA256.HashData(verifier.StoredKey, authMessage);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= clientSignature[i];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), verifier.StoredKey)) return null;
        return "v=" + Convert.ToBase64String(HMACSHA256.HashData(verifier.ServerKey, authMessage));
    }
}
