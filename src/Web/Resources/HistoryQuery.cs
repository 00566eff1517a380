using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Kwala.Client;
using Kwala.Core;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Kwala.Web.Resources;

/// <summary>The filters of a list, as text, so that every mistake can be told at once.</summary>
internal sealed record HistoryQuery(
    [property: FromQuery(Name = "kind"), Description("Only this kind of notification.")] string? Kind,
    [property: FromQuery(Name = "outcome"), Description("Only this outcome, such as notify.")] string? Outcome,
    [property: FromQuery(Name = "from"), Description("At or after this instant (RFC 3339).")] string? From,
    [property: FromQuery(Name = "until"), Description("Before this instant (RFC 3339).")] string? Until,
    [property: FromQuery(Name = "limit"), Description("1 to 500 entries; 50 where left out.")] string? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next of the page before.")] string? Cursor,
    [property: FromQuery(Name = "workflow"), Description(
        "Only of this workflow; a page may then be short and not the last.")] string? Workflow)
{
    private const int LimitMax = 500;
    private const int LimitDefault = 50;
    private const int CursorLengthMax = 512;

    private static readonly string[] Known = ["kind", "outcome", "from", "until", "limit", "cursor", "workflow"];

    /// <summary>The filter, or all mistakes. A parameter that is not known is one: it would filter nothing.</summary>
    public (HistoryFilter Filter, ImmutableArray<ProblemError> Mistakes) Read(HttpRequest request)
    {
        var mistakes = new Mistakes();
        QueryNames.Check(request, mistakes, Known);
        if (Kind is not null && !Names.IsName(Kind))
            mistakes.InParameter("kind", Names.Problem());
        if (Outcome is not null && !Names.IsName(Outcome))
            mistakes.InParameter("outcome", Names.Problem());
        if (Cursor is { Length: 0 or > CursorLengthMax })
            mistakes.InParameter("cursor", "This is not a cursor: use next of the page before as it comes.");
        var limit = ReadLimit(Limit, mistakes);
        var from = Instant("from", From, mistakes);
        var until = Instant("until", Until, mistakes);
        if (from >= until)
            mistakes.InParameter("until", "until must be later than from.");
        var kind = Kind is null ? (KindName?)null : new KindName(Kind);
        if (Workflow is not null && !Names.IsName(Workflow))
            mistakes.InParameter("workflow", Names.Problem());
        var filter = new HistoryFilter(kind, Outcome, from, until, limit, Cursor)
        {
            Workflow = Workflow is null ? null : new WorkflowId(Workflow),
        };
        return (filter, mistakes.ToImmutable());
    }

    /// <summary>How many to give at most; adds what is wrong with it.</summary>
    public static int ReadLimit(string? text, Mistakes mistakes)
    {
        var limit = LimitDefault;
        if (text is not null
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is < 1 or > LimitMax))
            mistakes.InParameter("limit", $"Write a whole number from 1 to {LimitMax}.");
        return limit;
    }

    private static DateTimeOffset? Instant(string name, string? text, Mistakes mistakes)
    {
        if (text is null)
            return null;
        if (Instants.TryRead(text, out var instant))
            return instant;
        mistakes.InParameter(name, Instants.Problem);
        return null;
    }
}

/// <summary>Names of query parameters.</summary>
internal static class QueryNames
{
    /// <summary>Adds a mistake for every parameter that is not known or stands twice.</summary>
    public static void Check(HttpRequest request, Mistakes mistakes, params IReadOnlyCollection<string> known)
    {
        foreach (var (name, values) in request.Query)
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                mistakes.InParameter(name, $"There is no such parameter here: {NearestWord.Advice(name, known)}");
            else if (values.Count > 1)
                mistakes.InParameter(name, "This stands twice.");
    }
}
