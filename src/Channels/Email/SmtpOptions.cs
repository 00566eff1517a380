using System.Net.Mail;

namespace Kwala.Channels.Email;

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpTls
{
    /// <summary>The connection must be upgraded with STARTTLS (RFC 3207); without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually on port 465 (RFC 8314).</summary>
    Implicit,

    /// <summary>No TLS. Only for a relay on loopback.</summary>
    None,
}

/// <summary>
/// The mail server that takes our mail. The channel exists when this section of the configuration does.
/// </summary>
public sealed class SmtpOptions
{
    /// <summary>Where it stands in the configuration.</summary>
    public const string Section = "Kwala:Channels:Email";

    /// <summary>The mail server's name; its certificate must be for this name. No default.</summary>
    public string Host { get; set; } = "";

    /// <summary>The port for submission, 587 by default (RFC 6409).</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected; STARTTLS by default.</summary>
    public SmtpTls Tls { get; set; } = SmtpTls.StartTls;

    /// <summary>
    /// A PEM file of certificates to trust instead of the system's, for a server with one of its own.
    /// </summary>
    public string? TrustedCertificatesFile { get; set; }

    /// <summary>Who signs in; leave it out where the server asks for no sign-in.</summary>
    public string? User { get; set; }

    /// <summary>That user's password. A secret: set it from the environment, or use the file. No default.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// The path of a file that holds the password and nothing else, instead of <see cref="Password"/>.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// The sender: <c>alerts@example.org</c> or <c>Example Alerts &lt;alerts@example.org&gt;</c>. No default.
    /// </summary>
    public string From { get; set; } = "";

    /// <summary>
    /// How long one mail may take from connecting to the last answer, 30 seconds by default. Longer means fewer sends
    /// of unknown outcome with a slow server, and a send that holds its wallet for longer when the server is down.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The sender as name and address; null when it cannot be read.</summary>
    internal MailAddress? Sender =>
        MailAddress.TryCreate(From, out var sender) && MailboxAddress.Check(sender.Address) is null ? sender : null;
}
