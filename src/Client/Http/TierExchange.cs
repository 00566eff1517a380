using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kwala.Client.Http.Shapes;

namespace Kwala.Client.Http;

/// <summary>
/// Sets the tiers of many wallets in requests of bounded size, one after the other. What breaks off goes on with the
/// lines that are not answered yet.
/// </summary>
internal sealed class TierExchange(HttpExchange exchange)
{
    private const string LinesOfJson = "application/x-ndjson";

    /// <summary>Each result as it comes, in the order given.</summary>
    public async IAsyncEnumerable<TierResult> Set(
        IEnumerable<TierAssignment> assignments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var request in TierRequests.Of(assignments))
            await foreach (var result in Send(request, cancellationToken))
                yield return result;
    }

    private async IAsyncEnumerable<TierResult> Send(
        ImmutableArray<TierAssignment> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = exchange.StartAttempts();
        var answered = 0;
        while (answered < lines.Length)
        {
            HttpAnswer? ended = null;
            using (var opened = await exchange.Open(Question(lines.AsMemory()[answered..]), cancellationToken))
            {
                for (var number = 1; answered < lines.Length && ended is null; number++)
                {
                    (var outcome, ended) = await Next(opened, lines[answered], number);
                    if (outcome is null)
                        break;
                    attempts.Restart();
                    yield return new TierResult(lines[answered++], outcome);
                }

                // The totals: read to its end, the connection can be used again.
                if (ended is null)
                    await opened.Next();
            }

            if (ended is null
                || (ended is HttpAnswer.None none && await exchange.Again(attempts, none, cancellationToken)))
                continue;
            for (; answered < lines.Length; answered++)
                yield return new TierResult(lines[answered], OutcomeOf(ended));
        }
    }

    // A line's outcome, or why no more lines come.
    private async Task<(TierOutcome? Outcome, HttpAnswer? Ended)> Next(
        OpenAnswer opened, TierAssignment assignment, int number)
    {
        if (!opened.HasLines)
            return (null, await opened.Whole());
        return await opened.Next() switch
        {
            AnswerLine.Whole line => Read(line.Text, assignment, number) is { } outcome
                ? (outcome, null)
                : (null, exchange.Reading.NotUnderstood("a line that is not about the wallet that is next")),
            AnswerLine.Broken broken => (null, broken.Failure),
            _ => (null, new HttpAnswer.None("The answer ended before its last line.", IsTransient: true)),
        };
    }

    // Null for what is no answer to this line.
    private static TierOutcome? Read(ReadOnlyMemory<byte> line, TierAssignment assignment, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, ClientJson.Default.TierResultResource) switch
            {
                { } it when it.Line != number => null,
                { Wallet: { } wallet } when wallet != assignment.Wallet.ToString() => null,
                { Result: "set" } => new TierOutcome.Set(),
                { Result: "refused" } it => new TierOutcome.Refused(it.Problem ?? ""),
                { Result: "unavailable" } it => new TierOutcome.Unavailable(it.Problem ?? ""),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HttpQuestion Question(ReadOnlyMemory<TierAssignment> lines) =>
        new(HttpMethod.Put, Paths.Tiers) { Body = TierRequests.Write(lines.Span), ContentType = LinesOfJson };

    private static TierOutcome OutcomeOf(HttpAnswer answer) => answer.Match<TierOutcome>(
        _ => new TierOutcome.Unavailable("It was answered without lines."),
        problem => new TierOutcome.Refused(problem.Words),
        reason => new TierOutcome.Unavailable(reason));
}
