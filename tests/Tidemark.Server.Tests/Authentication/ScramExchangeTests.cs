using System.Security.Cryptography;
using System.Text;
using Tidemark.Errors;
using Tidemark.Server.Authentication;
using Xunit;

namespace Tidemark.Server.Tests.Authentication;

public class ScramExchangeTests
{
    // The example of RFC 7677, section 3.
    private const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void Gives_the_messages_of_the_RFC()
    {
        var exchange = new ScramExchange(Verifier("pencil"), ServerNonce);

        Assert.Equal(ServerFirst, exchange.First(ClientFirst));
        Assert.Equal(ServerFinal, exchange.Final(ClientFinal));
    }

    [Fact]
    public void Refuses_the_proof_of_another_password()
    {
        var exchange = new ScramExchange(Verifier("pen"), ServerNonce);

        exchange.First(ClientFirst);

        Assert.Null(exchange.Final(ClientFinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p=tls-server-end-point,,n=user,r=abc")]
    [InlineData("n,n=user,r=abc")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,,n=user")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=user,r=a\u00e4")]
    public void Refuses_a_malformed_first_message(string message)
    {
        var refused = Assert.Throws<SqlException>(() => new ScramExchange(Verifier("pencil"), ServerNonce).First(message));

        Assert.Equal(SqlState.ProtocolViolation, refused.State);
    }

    [Theory]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")]
    [InlineData("c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=biws,r=another,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzb")]
    public void Refuses_a_malformed_final_message(string message)
    {
        var exchange = new ScramExchange(Verifier("pencil"), ServerNonce);
        exchange.First(ClientFirst);

        Assert.Equal(SqlState.ProtocolViolation, Assert.Throws<SqlException>(() => exchange.Final(message)).State);
    }

    [Fact]
    public void Reads_the_form_that_PostgreSQL_keeps()
    {
        // What PostgreSQL 15 keeps of the password 'secret'.
        var verifier = Verifier("secret");
        var text = $"SCRAM-SHA-256$4096:{Convert.ToBase64String(verifier.Salt)}${Convert.ToBase64String(verifier.StoredKey)}:{Convert.ToBase64String(verifier.ServerKey)}";

        var read = ScramVerifier.Parse(text)!;

        Assert.Equal(4096, read.Iterations);
        Assert.True(read.Fits("secret"));
        Assert.False(read.Fits("Secret"));
        Assert.Null(ScramVerifier.Parse("md5d41d8cd98f00b204e9800998ecf8427e"));
        Assert.Null(ScramVerifier.Parse("SCRAM-SHA-256$4096:x$y:z"));
    }

    [Fact]
    public void An_unknown_user_keeps_the_same_salt()
    {
        var one = ScramVerifier.Mock("nobody", "secret"u8);
        var two = ScramVerifier.Mock("nobody", "secret"u8);
        var other = ScramVerifier.Mock("somebody", "secret"u8);

        Assert.Equal(one.Salt, two.Salt);
        Assert.NotEqual(one.Salt, other.Salt);
        Assert.Equal(16, one.Salt.Length);
    }

    private static ScramVerifier Verifier(string password)
    {
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 4096, HashAlgorithmName.SHA256, 32);
        return new ScramVerifier(4096, salt, SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
