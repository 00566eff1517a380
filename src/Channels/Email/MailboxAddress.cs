namespace Kwala.Channels.Email;

/// <summary>
/// The mail addresses that we send to: a dot-atom local part and a host name (RFC 5321, section 4.1.2), in ASCII.
/// Quoted local parts, address literals and UTF-8 addresses (RFC 6531) are refused: no provider of personal mailboxes
/// needs them, and what cannot be written cannot inject a command.
/// </summary>
internal static class MailboxAddress
{
    // RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3: 64 for the local part, 256 for a path with its angle brackets.
    private const int LocalPartLengthMax = 64;
    private const int LengthMax = 254;

    private const string AtextSymbols = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Null when the address has the form, else what is wrong and how to put it right.</summary>
    public static string? Check(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 1 || at == address.Length - 1) return "A mail address has the form name@example.org.";
        if (address.Length > LengthMax || at > LocalPartLengthMax) return "The mail address is too long.";
        if (address.Any(c => c > 127))
            return "Write the mail address in ASCII, an international domain in its xn-- form.";
        var local = address[..at];
        if (local.Split('.').Any(atom => atom.Length == 0 || !atom.All(IsAtext)))
            return "The part before the @ has a character that is not allowed there.";
        return address[(at + 1)..].Split('.').All(IsLabel) && address.IndexOf('.', at) > 0
            ? null
            : "The part after the @ is not the name of a host, such as example.org.";
    }

    /// <summary>The form to store: the domain in lower case; the local part is the receiver's business.</summary>
    public static string Normal(string address)
    {
        var at = address.LastIndexOf('@');
        return address[..at] + address[at..].ToLowerInvariant();
    }

    private static bool IsAtext(char c) =>
        char.IsAsciiLetterOrDigit(c) || AtextSymbols.Contains(c, StringComparison.Ordinal);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
