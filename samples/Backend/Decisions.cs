using System.Text;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Backend;

/// <summary>What the support desk asks: why was this user told, or not?</summary>
internal static class Decisions
{
    private const int PageSize = 100;

    /// <summary>Every decision of the wallet that is still known, newest first, with its reasons.</summary>
    public static async Task<ContentHttpResult> Why(string address, IKwalaClient kwala, CancellationToken cancellationToken)
    {
        if (Address.Parse(address) is not AddressParse.Valid { Address: var wallet })
            return TypedResults.Text("This is no address.\n", statusCode: StatusCodes.Status400BadRequest);
        var text = new StringBuilder();
        string? cursor = null;
        do
        {
            var filter = new HistoryFilter(Limit: PageSize, Cursor: cursor);
            var reading = await kwala.Wallets.ReadDecisions(wallet, filter, cancellationToken);
            if (reading is not ReadOutcome<Page<HistoryEntry>>.Found { Value: var page })
                return TypedResults.Text(
                    reading.Match(_ => "", why => why, why => why, why => $"Try again: {why}") + "\n",
                    statusCode: StatusCodes.Status503ServiceUnavailable);
            foreach (var entry in page.Items)
                Tell(entry, text);
            cursor = page.Next;
        }
        while (cursor is not null);
        return TypedResults.Text(text.Length > 0 ? text.ToString() : "Nothing was decided yet.\n");
    }

    // The members of a decision's body are in docs/history.md.
    private static void Tell(HistoryEntry entry, StringBuilder text)
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{entry.At:u} {entry.Kind}: {entry.Outcome}\n");
        foreach (var reason in JsonElement.Parse(entry.Body).GetProperty("reasons").EnumerateArray())
            text.Append("  ").Append(reason.GetProperty("text").GetString()).Append('\n');
    }
}
