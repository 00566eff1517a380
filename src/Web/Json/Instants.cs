using System.Globalization;

namespace Kwala.Web.Json;

/// <summary>Instants in requests: RFC 3339 with an offset, so that no one's local time is guessed.</summary>
internal static class Instants
{
    public const string Problem = "Write an instant with its offset, such as 2026-01-31T18:00:00Z.";

    private static readonly string[] Forms =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static bool TryRead(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text,
        Forms,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out instant);
}
