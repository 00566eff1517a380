using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http;

/// <summary>Tells a wallet what its owner did, and reads and takes back what it learned.</summary>
internal sealed class InteractionExchange(HttpExchange exchange)
{
    // As many ids as a wallet remembers: a request that is sent again changes nothing more.
    private const int AtOnce = 16;

    public async Task<HeardOutcome> Report(
        Address wallet, IReadOnlyList<ReportedInteraction> interactions, CancellationToken cancellationToken)
    {
        var mistakes = InteractionChecks.Of(interactions);
        if (!mistakes.IsEmpty)
            return new HeardOutcome.Refused(mistakes);
        var refused = ImmutableArray.CreateBuilder<HeardMistake>();
        foreach (var (number, some) in interactions.Chunk(AtOnce).Index())
            switch (await Send(wallet, some, cancellationToken))
            {
                case HeardOutcome.Refused { Mistakes: var wrong }:
                    refused.AddRange(wrong.Select(it => it with { Index = it.Index + (number * AtOnce) }));
                    break;
                case HeardOutcome.Unavailable unavailable:
                    return unavailable;
                default:
                    break;
            }

        return refused.Count > 0 ? new HeardOutcome.Refused(refused.ToImmutable()) : new HeardOutcome.Heard();
    }

    public async Task<ReadOutcome<ImmutableArray<LearnedThing>>> ReadLearned(
        Address wallet, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Wallet(wallet, "learned")), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.LearnedResource, it => it.Items.Each(ToLearned));
    }

    public async Task<HeardOutcome> TakeBack(Address wallet, Undo what, CancellationToken cancellationToken)
    {
        var mistakes = InteractionChecks.Of(what);
        if (!mistakes.IsEmpty)
            return new HeardOutcome.Refused(mistakes);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Post, Paths.Wallet(wallet, "learned/undo"))
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(ToResource(what), ClientJson.Default.UndoResource),
            },
            cancellationToken);
        return answer.Match<HeardOutcome>(
            given => exchange.Reading.Understand<LearnedResource, HeardOutcome>(
                given,
                ClientJson.Default.LearnedResource,
                it =>
                {
                    // Whatever else answers in the API's place has heard nothing.
                    _ = it.Items.Each(ToLearned);
                    return new HeardOutcome.Heard();
                },
                reason => new HeardOutcome.Unavailable(reason)),
            Refused,
            reason => new HeardOutcome.Unavailable(reason));
    }

    private async Task<HeardOutcome> Send(
        Address wallet, ReportedInteraction[] interactions, CancellationToken cancellationToken)
    {
        InteractionResource[] body = [.. interactions.Select(ToResource)];
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Post, Paths.Wallet(wallet, "interactions"))
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Default.InteractionResourceArray),
            },
            cancellationToken);
        return answer.Match<HeardOutcome>(
            given => exchange.Reading.Understand<HeardResource, HeardOutcome>(
                given,
                ClientJson.Default.HeardResource,
                it => it.Heard == body.Length
                    ? new HeardOutcome.Heard()
                    : throw ResourceReading.Strange($"that it heard {it.Heard} of {body.Length}"),
                reason => new HeardOutcome.Unavailable(reason)),
            Refused,
            reason => new HeardOutcome.Unavailable(reason));
    }

    private static HeardOutcome Refused(ProblemResource problem) => new HeardOutcome.Refused(
        problem.Errors is { Count: > 0 } errors
            ? [.. errors.Select(it => ToMistake(it.Pointer, it.Detail))]
            : [new HeardMistake(0, "", problem.Detail)]);

    // "#/3/about/kind" is the field "about" of the fourth; "#/size" is the field of the only one.
    private static HeardMistake ToMistake(string? pointer, string detail)
    {
        string[] steps = pointer?.Split('/') ?? [];
        var isItem = int.TryParse(
            steps.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return new HeardMistake(index, steps.ElementAtOrDefault(isItem ? 2 : 1) ?? "", detail);
    }

    private static InteractionResource ToResource(ReportedInteraction it) => new()
    {
        Id = it.Id,
        Kind = Words.Of(it.Kind),
        About = it is { Notification: null, About: null }
            ? null
            : new InteractionAboutResource { Notification = it.Notification, Kind = it.About?.Value },
    };

    private static UndoResource ToResource(Undo what) => what switch
    {
        Undo.KeepTelling it =>
            new UndoResource { What = "keep-telling", Kind = it.Kind.Value, Size = it.Bucket },
        Undo.ForgetKind it => new UndoResource { What = "forget-kind", Kind = it.Kind.Value },
        Undo.ForgetAll => new UndoResource { What = "forget-all" },
        Undo.NeverLearn => new UndoResource { What = "never-learn" },
        Undo.LearnAgain => new UndoResource { What = "learn-again" },
        _ => throw new UnreachableException(),
    };

    private static LearnedThing ToLearned(LearnedThingResource it) =>
        new(it.Code, it.Text, it.Kind is { } kind ? new KindName(kind) : null, it.Size);
}
