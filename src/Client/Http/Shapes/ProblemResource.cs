namespace Kwala.Client.Http.Shapes;

/// <summary>A refusal as the client reads it: what it decides by, and what it tells.</summary>
/// <param name="Type">Stable; programs decide by it.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="Errors">Every single mistake; null where there are none to tell apart.</param>
internal sealed record ProblemResource(string Type, string Detail, IReadOnlyList<ProblemError>? Errors = null)
{
    private const string TypePrefix = "urn:kwala:problem:";

    /// <summary>The type's last part; null for a problem that is not the API's.</summary>
    public string? Kind => Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? Type[TypePrefix.Length..] : null;

    /// <summary>Everything that it says, in one line.</summary>
    public string Words => Errors is { Count: > 0 } errors
        ? string.Join(" ", errors.Select(it => PlaceOf(it) is { } place ? $"{place}: {it.Detail}" : it.Detail))
        : Detail;

    private static string? PlaceOf(ProblemError error) =>
        error.Parameter ?? error.Header ?? error.Place ?? error.Pointer;
}

/// <summary>The kinds of problem that mean something else to a caller than a refusal.</summary>
internal static class ProblemKind
{
    /// <summary>There is no such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>The present state does not allow it: a file owns the workflow.</summary>
    public const string Conflict = "conflict";

    /// <summary>Somebody else changed it.</summary>
    public const string Stale = "stale";

    /// <summary>Those after which it is not known what happened, or which go away by themselves.</summary>
    public static readonly string[] Passing = ["too-many-requests", "unavailable", "failed", "too-slow"];
}
