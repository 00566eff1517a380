using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http.Shapes;

/// <summary>
/// From what travels to values. Throws <see cref="FormatException"/> for what has the shape and is no value: the one
/// place that reads an answer makes a reason of it.
/// </summary>
internal static class ResourceReading
{
    public static HistoryEntry ToEntry(this HistoryEntryResource it) => new(
        ToAddress(it.Wallet),
        it.Key,
        it.At,
        it.Kind ?? "",
        it.Outcome ?? "",
        it.Content.ValueKind == JsonValueKind.Object ? it.Content.GetRawText() : throw Strange("an entry's content"));

    public static Page<HistoryEntry> ToPage(this HistoryResource page) => new(page.Items.Each(ToEntry), page.Next);

    public static Explanation ToExplanation(this ExplanationResource it) =>
        new(it.Decision.ToDecision(), it.Stored?.ToDecision(), it.PreferencesSince, it.EpisodeKnown);

    public static StoredWorkflow ToWorkflow(this WorkflowResource it) => new(
        new WorkflowId(it.Id), ToHash(it.Hash), it.File, it.Since, it.Yaml ?? throw Strange("a workflow without text"));

    public static DeploymentStatus ToStatus(this StatusResource it) =>
        new(it.Chains.Each(ToChain), it.DeadLetters, it.MoreDeadLetters);

    public static Bytes32 ToHash(string text) =>
        Bytes32.Parse(text).Match(it => it, _ => throw Strange("a hash"));

    /// <summary>Every item's value, in the same order.</summary>
    public static ImmutableArray<T> Each<TShape, T>(this IReadOnlyList<TShape> items, Func<TShape, T> read) =>
        [.. items.Select(item => item is null ? throw Strange("a list with nothing in it") : read(item))];

    /// <summary>What to throw for a value that is none.</summary>
    public static FormatException Strange(string what) => new(what);

    public static Threshold ToThreshold(this ThresholdResource it) => new(
        ToNumberOrNull(it.Below ?? it.Low), ToNumberOrNull(it.Above ?? it.High));

    public static DecisionRecord ToDecision(this DecisionResource it) => new(
        new WorkflowId(it.Workflow),
        ToHash(it.Version),
        new KindName(it.Kind),
        new SubjectKey(it.Subject),
        Words.Member<DecisionOutcome>(it.Outcome) ?? throw Strange($"the outcome \"{it.Outcome}\""),
        it.Reasons.Each(reason => new Reason(
            Words.Member<ReasonCode>(reason.Code) ?? throw Strange($"the reason \"{reason.Code}\""), reason.Text)
        {
            Otherwise = reason.Otherwise,
        }),
        new TierName(it.Tier),
        ToNumber(it.Value),
        it.Threshold?.ToThreshold(),
        it.Episode,
        it.Level,
        it is { Block: { } block, LogIndex: { } logIndex } ? new LogPosition(block, logIndex) : null,
        it.Transaction is { } transaction ? ToHash(transaction) : null,
        it.CorrelationId,
        it.At);

    private static ChainStatus ToChain(this ChainStatusResource it) => new(
        ChainId.Parse(it.Chain).Match(chain => chain, _ => throw Strange("a chain's name")),
        it.Depths.Each(depth => new DepthStatus(
            depth.Confirmations,
            depth.NextBlock,
            depth.Head,
            depth.LagBlocks,
            depth.BlocksSeen,
            depth.BlocksExpected,
            depth.Waiting,
            depth.Halted,
            depth.Revaluation is { } present
                ? new RevaluationStatus(
                    present.Workflows.Each(id => new WorkflowId(id)), present.Wallets, present.Share, present.Waiting)
                : null)),
        it.Undecodable,
        it.Unavailable);

    public static Address ToAddress(string text) =>
        Address.Parse(text).Match(it => it, _ => throw Strange("a wallet's address"));

    private static Rational? ToNumberOrNull(string? text) => text is null ? null : ToNumber(text);

    private static Rational ToNumber(string text) => text switch
    {
        "∞" => Rational.PositiveInfinity,
        "-∞" => Rational.NegativeInfinity,
        "undefined" => Rational.Undefined,
        _ => Rational.TryParse(text, out var number)
            ? number
            : throw Strange(string.Create(CultureInfo.InvariantCulture, $"a number of {text.Length} characters")),
    };
}
