using System.Buffers;
using System.Globalization;
using Kwala.Core.Evm;

namespace Kwala.Client.Http;

/// <summary>Where what is asked for stands, below the base address.</summary>
internal static class Paths
{
    public const string Tiers = "v1/tiers";
    public const string Workflows = "v1/workflows";
    public const string WorkflowCheck = "v1/workflows/check";
    public const string Status = "v1/status";
    public const string Backtests = "v1/backtests";
    public const string DeadLetters = "v1/dead-letters";
    public const string Segments = "v1/segments";

    private const int NameLengthMax = 64;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> TagLetters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(it => (char)it).Where(it => it != '"')]);

    /// <summary>Something of a wallet.</summary>
    public static string Wallet(Address wallet, string what) => $"v1/wallets/{wallet}/{what}";

    /// <summary>A workflow whose name is one.</summary>
    public static string Workflow(string name) => $"{Workflows}/{name}";

    /// <summary>
    /// Whether it may be a part of a path. What is no name would be one of another place: <c>..</c> is taken out of a
    /// path together with what stands before it.
    /// </summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= NameLengthMax } && !text.AsSpan().ContainsAnyExcept(NameLetters);

    /// <summary>Whether a deployment can have given this tag.</summary>
    public static bool IsTag(string tag) => tag.Length > 0 && !tag.AsSpan().ContainsAnyExcept(TagLetters);

    /// <summary>The path with a filter as its query.</summary>
    public static string Filtered(string path, HistoryFilter filter) => WithQuery(
        path,
        ("kind", filter.Kind?.Value),
        ("outcome", filter.Outcome),
        ("from", InstantOf(filter.From)),
        ("until", InstantOf(filter.Until)),
        ("limit", filter.Limit.ToString(CultureInfo.InvariantCulture)),
        ("cursor", filter.Cursor),
        ("workflow", filter.Workflow?.Value));

    /// <summary>The path with these parameters, where they are not null.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] parameters) =>
        $"{path}?" + string.Join('&', parameters.Where(it => it.Value is not null)
            .Select(it => $"{it.Name}={Uri.EscapeDataString(it.Value!)}"));

    private static string? InstantOf(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
