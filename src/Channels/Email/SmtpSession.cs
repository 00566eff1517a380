using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kwala.Channels.Email;

/// <summary>
/// One connection to the mail server that carries one mail (RFC 5321). Throws <see cref="SmtpRefusal"/> for a refusal
/// and I/O exceptions for the rest; <see cref="Phase"/> tells how far it had come.
/// </summary>
internal sealed class SmtpSession(SmtpOptions options, string? password) : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;
    private SmtpReplyReader _replies = new(Stream.Null);
    private IReadOnlyList<string> _extensions = [];

    /// <summary>How far the mail has come.</summary>
    public SmtpPhase Phase { get; private set; } = SmtpPhase.Session;

    /// <summary>Connects, protects the connection and signs in.</summary>
    public async Task Open(CancellationToken cancellationToken)
    {
        await _tcp.ConnectAsync(options.Host, options.Port, cancellationToken);
        Use(_tcp.GetStream());
        if (options.Tls == SmtpTls.Implicit) await Protect(cancellationToken);
        Demand(await _replies.Read(cancellationToken));
        await Greet(cancellationToken);
        if (options.Tls == SmtpTls.StartTls)
        {
            if (!_extensions.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase))
                throw new IOException("The server offers no STARTTLS, so nothing was sent to it.");
            await Command("STARTTLS", cancellationToken);
            // What came in the clear after the answer could pass for an answer under TLS (CVE-2011-0411).
            if (_replies.HasUnread) throw new IOException("The server spoke between STARTTLS and TLS.");
            await Protect(cancellationToken);
            await Greet(cancellationToken);
        }
        if (!string.IsNullOrEmpty(options.User)) await SignIn(cancellationToken);
    }

    /// <summary>Hands over one mail; the server's words when it took it.</summary>
    public async Task<SmtpReply> Deliver(string from, string to, string mail, CancellationToken cancellationToken)
    {
        Phase = SmtpPhase.Sender;
        await Command($"MAIL FROM:<{from}>", cancellationToken);
        Phase = SmtpPhase.Recipient;
        await Command($"RCPT TO:<{to}>", cancellationToken);
        Phase = SmtpPhase.Content;
        await Ask("DATA", cancellationToken);
        await Write(DotStuffed(mail), cancellationToken);
        Phase = SmtpPhase.Committed;
        return await Command(".", cancellationToken);
    }

    /// <summary>Takes leave without waiting for an answer; whether it arrives changes nothing.</summary>
    public async Task Quit(CancellationToken cancellationToken)
    {
        try
        {
            await Write("QUIT\r\n", cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The server closed first.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    /// <summary>Ends with CRLF; a line that begins with a dot gets another one (RFC 5321, section 4.5.2).</summary>
    internal static string DotStuffed(string mail)
    {
        var stuffed = mail.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        if (stuffed.StartsWith('.')) stuffed = "." + stuffed;
        return stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? stuffed : stuffed + "\r\n";
    }

    private async Task Greet(CancellationToken cancellationToken)
    {
        // An address literal is right for whoever has no public name (RFC 5321, section 4.1.4).
        var here = ((IPEndPoint)_tcp.Client.LocalEndPoint!).Address;
        var reply = await Command($"EHLO {Literal(here)}", cancellationToken);
        _extensions = [.. reply.Lines.Skip(1)];
    }

    /// <summary>An address literal (RFC 5321, section 4.1.3), which knows no zones.</summary>
    internal static string Literal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]"
            : $"[{address}]";
    }

    private async Task Protect(CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            EnabledSslProtocols = SslProtocols.None, // The system's choice.
            CertificateChainPolicy = ChainPolicy(options.TrustedCertificatesFile),
        };
        await tls.AuthenticateAsClientAsync(authentication, cancellationToken);
        Use(tls);
    }

    private static X509ChainPolicy? ChainPolicy(string? trustedFile)
    {
        if (string.IsNullOrEmpty(trustedFile)) return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // A certificate of one's own names no place to ask.
        };
        policy.CustomTrustStore.ImportFromPemFile(trustedFile);
        return policy;
    }

    private async Task SignIn(CancellationToken cancellationToken)
    {
        var offered = _extensions
            .FirstOrDefault(line => line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))?[5..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (offered.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await Command($"AUTH PLAIN {PlainSecret(options.User!, password!)}", cancellationToken); // RFC 4616.
        }
        else if (offered.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await Ask("AUTH LOGIN", cancellationToken);
            await Ask(Base64(options.User!), cancellationToken);
            await Command(Base64(password!), cancellationToken);
        }
        else
        {
            throw new IOException("The server offers neither AUTH PLAIN nor AUTH LOGIN.");
        }
    }

    /// <summary>What AUTH PLAIN sends.</summary>
    internal static string PlainSecret(string user, string password) => Base64($"\0{user}\0{password}");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A command that the server answers with "done".</summary>
    private async Task<SmtpReply> Command(string line, CancellationToken cancellationToken)
    {
        await Write(line + "\r\n", cancellationToken);
        return Demand(await _replies.Read(cancellationToken));
    }

    /// <summary>A command that the server answers with "go on".</summary>
    private async Task Ask(string line, CancellationToken cancellationToken)
    {
        await Write(line + "\r\n", cancellationToken);
        var reply = await _replies.Read(cancellationToken);
        if (!reply.IsWaiting) throw new SmtpRefusal(reply);
    }

    private async Task Write(string text, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    private static SmtpReply Demand(SmtpReply reply) => reply.IsDone ? reply : throw new SmtpRefusal(reply);

    private void Use(Stream stream)
    {
        _stream = stream;
        _replies = new SmtpReplyReader(stream);
    }
}

/// <summary>The server refused; carries its reply from a session to the sender that makes an outcome of it.</summary>
internal sealed class SmtpRefusal(SmtpReply reply) : Exception
{
    /// <summary>What the server said.</summary>
    public SmtpReply Reply { get; } = reply;
}
