using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Kwala.TestKit.Services;

/// <summary>A mail as smtp-server took it and postal-mime read it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="User">Who had signed in.</param>
/// <param name="Secure">Whether it came over TLS.</param>
/// <param name="Raw">The bytes after dot-unstuffing, one character each.</param>
/// <param name="Headers">Name in lower case and value, in order.</param>
/// <param name="Subject">The decoded subject.</param>
/// <param name="Text">The plain part.</param>
/// <param name="Html">The HTML part.</param>
/// <param name="MessageId">With its angle brackets.</param>
public sealed record ReceivedMail(
    string From, string[] To, string User, bool Secure, string Raw, string[][] Headers,
    string? Subject, string? Text, string? Html, string? MessageId)
{
    /// <summary>The values of a header, in order.</summary>
    public IEnumerable<string> Header(string name) =>
        Headers.Where(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header[1]);
}

/// <summary>
/// smtp-server with STARTTLS and AUTH on loopback, with a certificate of its own for "localhost". The recipient's local
/// part decides what it answers: see <c>tests/services/smtp.js</c>.
/// </summary>
public sealed class SmtpTestServer : IAsyncDisposable
{
    private readonly NodeService _service;

    private SmtpTestServer(NodeService service, string certificatePem) =>
        (_service, CertificatePem) = (service, certificatePem);

    /// <summary>The user that it knows.</summary>
    public const string User = "kwala@example.org";

    /// <summary>That user's password; long enough to be found where it must not be.</summary>
    public const string Password = "smtp-password-5b0c2f";

    /// <summary>Its loopback port; connect to the name <c>localhost</c>.</summary>
    public int Port => _service.Port;

    /// <summary>The self-signed certificate that a client must be told to trust.</summary>
    public string CertificatePem { get; }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<SmtpTestServer> Start()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var pem = certificate.ExportCertificatePem();
        var settings = JsonSerializer.Serialize(
            new { key = key.ExportPkcs8PrivateKeyPem(), cert = pem, user = User, password = Password });
        return new SmtpTestServer(await NodeService.Start("smtp.js", settings), pem);
    }

    /// <summary>The next mail that it took.</summary>
    public async Task<ReceivedMail> NextMail(CancellationToken cancellationToken = default) =>
        JsonSerializer.Deserialize<ReceivedMail>(
            await _service.NextLine("mail ", cancellationToken), JsonSerializerOptions.Web)!;

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
