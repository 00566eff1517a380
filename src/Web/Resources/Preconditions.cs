using System.Collections.Immutable;
using Kwala.Web.Problems;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kwala.Web.Resources;

/// <summary>What a request says about the version that it means (RFC 9110, section 13.1).</summary>
internal abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record Absent : Precondition;

    /// <summary>Whatever version there is.</summary>
    public sealed record Any : Precondition;

    /// <summary>One of these.</summary>
    public sealed record OneOf(IReadOnlyList<string> Tags) : Precondition;

    /// <summary>The header is not a list of tags.</summary>
    public sealed record Malformed : Precondition;

    /// <summary>Whether there is this version among those that are meant.</summary>
    public bool Names(string tag) => this is Any || (this is OneOf { Tags: var tags } && tags.Contains(tag));

    /// <summary>What If-Match says; a weak tag is no version here.</summary>
    public static Precondition IfMatch(HttpRequest request) => Of(request.Headers.IfMatch, weak: false);

    /// <summary>What If-None-Match says; a weak tag counts like a strong one.</summary>
    public static Precondition IfNoneMatch(HttpRequest request) => Of(request.Headers.IfNoneMatch, weak: true);

    private static Precondition Of(StringValues header, bool weak)
    {
        if (header.Count == 0)
            return new Absent();
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags) || tags.Count == 0)
            return new Malformed();
        return tags.Contains(EntityTagHeaderValue.Any)
            ? new Any()
            : new OneOf([.. tags.Where(tag => weak || !tag.IsWeak).Select(tag => tag.Tag.ToString().Trim('"'))]);
    }
}

/// <summary>Both headers of a request, in the order of RFC 9110, section 13.2.2.</summary>
internal sealed record Preconditions(Precondition IfMatch, Precondition IfNoneMatch)
{
    public static Preconditions Of(HttpRequest request) =>
        new(Precondition.IfMatch(request), Precondition.IfNoneMatch(request));

    /// <summary>Whether any version will do, so that nothing has to be compared.</summary>
    public bool Whatever => this is { IfMatch: Precondition.Any, IfNoneMatch: Precondition.Absent };

    /// <summary>The headers that are not lists of tags, each with what to write instead.</summary>
    public ImmutableArray<ProblemError> Mistakes =>
    [
        .. new[] { (Name: "If-Match", Value: IfMatch), (Name: "If-None-Match", Value: IfNoneMatch) }
            .Where(header => header.Value is Precondition.Malformed)
            .Select(header => new ProblemError(
                $"Write {header.Name}: \"tag\" with the quotation marks, as the ETag header gave it, or "
                + $"{header.Name}: *.",
                Header: header.Name)),
    ];

    /// <summary>Whether If-Match means other versions than this one.</summary>
    public bool Miss(string tag) => IfMatch is not Precondition.Absent && !IfMatch.Names(tag);

    /// <summary>Why this version may not be changed, and what to do; null where it may.</summary>
    public Refused<Stale>? Refuse(string tag) => IfNoneMatch switch
    {
        _ when Miss(tag) => StaleOf(tag),
        Precondition.Any => new Refused<Stale>(
            "If-None-Match: * asks that there be nothing yet, and there is: leave it out, or send If-Match with the "
            + $"ETag of what you read. The present version is \"{tag}\"."),
        Precondition.OneOf when IfNoneMatch.Names(tag) => new Refused<Stale>(
            $"The present version is \"{tag}\", which If-None-Match excludes: leave it out to change that version."),
        _ => null,
    };

    /// <summary>The refusal of a version that somebody has replaced.</summary>
    public static Refused<Stale> StaleOf(string tag) =>
        new($"The present version is \"{tag}\". Read it again, decide again, and send that tag.");
}
