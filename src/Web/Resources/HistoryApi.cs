using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Web.Json;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using PageAnswer = Results<Ok<HistoryResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;

/// <summary>A wallet's inbox and decisions.</summary>
internal static class HistoryApi
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/wallets/{address}/inbox", Inbox).WithName("readInbox")
            .WithSummary("Messages as the in-app inbox shows them, newest first.").ForKeys();
        v1.MapGet("/wallets/{address}/decisions", Decisions).WithName("readDecisions")
            .WithSummary("Decisions that changed something, with their reasons, newest first.").ForKeys();
    }

    /// <summary>The answer to any question for a page.</summary>
    public static PageAnswer Answer(ReadOutcome<Page<HistoryEntry>> outcome) => outcome.Match<PageAnswer>(
        page => TypedResults.Ok(page.ToResource()),
        reason => new Refused<NotThere>(reason),
        reason => Refusals.Parameter("cursor", reason),
        reason => Refusals.Unavailable(reason));

    private static Task<PageAnswer> Inbox(
        string address, [AsParameters] HistoryQuery query, IKwalaClient client, HttpRequest request,
        CancellationToken cancellationToken) =>
        Read(address, query, request, (wallet, filter) => client.Wallets.ReadInbox(wallet, filter, cancellationToken));

    private static Task<PageAnswer> Decisions(
        string address, [AsParameters] HistoryQuery query, IKwalaClient client, HttpRequest request,
        CancellationToken cancellationToken) =>
        Read(
            address,
            query,
            request,
            (wallet, filter) => client.Wallets.ReadDecisions(wallet, filter, cancellationToken));

    private static async Task<PageAnswer> Read(
        string address,
        HistoryQuery query,
        HttpRequest request,
        Func<Address, HistoryFilter, Task<ReadOutcome<Page<HistoryEntry>>>> read)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var (filter, mistakes) = query.Read(request);
        return mistakes.IsEmpty ? Answer(await read(wallet, filter)) : Refusals.Invalid(mistakes);
    }
}
