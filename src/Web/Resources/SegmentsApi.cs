using System.ComponentModel;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Web.Json;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Kwala.Web.Resources;

using ListAnswer = Results<Ok<SegmentsResource>, Refused<Unavailable>>;
using PageAnswer = Results<
    Ok<SegmentWalletsResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;
using WalletAnswer = Results<Ok<WalletSegmentsResource>, Refused<InvalidRequest>, Refused<Unavailable>>;

/// <summary>Which wallets belong to which segment.</summary>
internal static class SegmentsApi
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/segments", List).WithName("readSegments")
            .WithSummary("The segments of the deployment, each with how many wallets belong to it.")
            .ForKeys().ForOperators();
        v1.MapGet("/segments/{name}/wallets", Page).WithName("readSegmentWallets")
            .WithSummary("The wallets of a segment, in the order of their addresses.").ForKeys().ForOperators();
        v1.MapGet("/wallets/{address}/segments", Of).WithName("readWalletSegments")
            .WithSummary("The segments that the wallet belongs to now.").ForKeys();
    }

    private static async Task<ListAnswer> List(IKwalaClient client, CancellationToken cancellationToken) =>
        (await client.Segments.List(cancellationToken)).Match<ListAnswer>(
            items => TypedResults.Ok(new SegmentsResource(
                [.. items.Select(it => new SegmentResource(it.Name.Value, it.Condition, it.Version, it.Wallets))])),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));

    private static async Task<PageAnswer> Page(
        string name,
        [AsParameters] SegmentQuery query,
        IKwalaClient client,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var mistakes = new Mistakes();
        if (!Names.IsName(name))
            mistakes.InParameter("name", Names.Problem());
        var (after, limit) = query.Read(request, mistakes);
        return !mistakes.None
            ? Refusals.Invalid(mistakes.ToImmutable())
            : (await client.Segments.ReadWallets(new SegmentName(name), after, limit, cancellationToken))
                .Match<PageAnswer>(
                    page => TypedResults.Ok(new SegmentWalletsResource(
                        page.Version, [.. page.Wallets.Select(it => it.ToString())], page.Next?.ToString())),
                    reason => new Refused<NotThere>(reason),
                    reason => Refusals.Parameter("name", reason),
                    reason => Refusals.Unavailable(reason));
    }

    private static async Task<WalletAnswer> Of(
        string address, IKwalaClient client, CancellationToken cancellationToken) =>
        !Doors.TryWallet(address, out var wallet, out var refused)
            ? refused
            : (await client.Segments.Of(wallet, cancellationToken)).Match<WalletAnswer>(
                names => TypedResults.Ok(new WalletSegmentsResource([.. names.Select(it => it.Value)])),
                reason => Refusals.Unavailable(reason),
                reason => Refusals.Parameter("address", reason),
                reason => Refusals.Unavailable(reason));
}

/// <summary>Which page of wallets, as text, so that every mistake can be told at once.</summary>
internal sealed record SegmentQuery(
    [property: FromQuery(Name = "after"), Description("The next of the page before.")] string? After,
    [property: FromQuery(Name = "limit"), Description("1 to 500 wallets; 50 where left out.")] string? Limit)
{
    private static readonly string[] Known = ["after", "limit"];

    /// <summary>What was asked; adds all that is wrong with it.</summary>
    public (Address? After, int Limit) Read(HttpRequest request, Mistakes mistakes)
    {
        QueryNames.Check(request, mistakes, Known);
        var after = After is null ? null : Address.Parse(After).Match<Address?>(
            it => it,
            problem =>
            {
                mistakes.InParameter("after", problem);
                return null;
            });
        return (after, HistoryQuery.ReadLimit(Limit, mistakes));
    }
}
