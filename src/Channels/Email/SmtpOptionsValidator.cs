using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kwala.Channels.Secrets;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Email;

/// <summary>Reports every mistake at once, without any part of the password.</summary>
internal sealed class SmtpOptionsValidator : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var mistakes = Mistakes(options).Select(mistake => $"{SmtpOptions.Section}: {mistake}").ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(SmtpOptions options)
    {
        if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return "Host is the mail server's name or address, without a scheme or port.";
        if (options.Port is < 1 or > 65_535)
            yield return "Port must lie between 1 and 65535.";
        if (options.Sender is null)
            yield return "From must be a mail address, with a name before it in <> if you like.";
        if (options.Tls == SmtpTls.None && !IsLoopback(options.Host))
            yield return "Tls: None is only for a server on loopback; leave it out or use StartTls or Implicit.";
        var hasPassword = !string.IsNullOrEmpty(options.Password) || !string.IsNullOrEmpty(options.PasswordFile);
        if (string.IsNullOrEmpty(options.User) == hasPassword)
            yield return "User and Password belong together: set both, or none where the server asks for no sign-in.";
        else if (!string.IsNullOrEmpty(options.User)
            && SecretText.Read("Password", options.Password, options.PasswordFile, out var problem) is null)
            yield return problem!;
        if (CertificateProblem(options.TrustedCertificatesFile) is { } unreadable)
            yield return unreadable;
        if (options.TimeLimit < TimeSpan.FromMilliseconds(100) || options.TimeLimit > TimeSpan.FromMinutes(10))
            yield return "TimeLimit must lie between 100 ms and 10 minutes.";
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? CertificateProblem(string? file)
    {
        if (string.IsNullOrEmpty(file)) return null;
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? null : "TrustedCertificatesFile holds no certificate in PEM form.";
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"TrustedCertificatesFile cannot be read: {unreadable.Message}";
        }
    }
}
