using System.Text.RegularExpressions;

namespace Kwala.Workflows.Templates;

/// <summary>Where links may lead: http, https and mailto, with the host written out in the template.</summary>
internal static partial class LinkRule
{
    /// <summary>The address with its values, or null where it is not allowed.</summary>
    public static string? Address(string? url, FieldValues values)
    {
        if (url is null || !Allowed().IsMatch(url))
            return null;
        return Uri.TryCreate(values.FillUrl(url), UriKind.Absolute, out var address) ? address.AbsoluteUri : null;
    }

    // Up to the slash after the host no value may stand: a host that the chain chooses leads anywhere.
    [GeneratedRegex(@"\A(https?://[A-Za-z0-9.:-]+([/?#][^\s\\]*)?|mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)\z")]
    private static partial Regex Allowed();
}
