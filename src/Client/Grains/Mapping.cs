using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;
using Chains = Kwala.Grains.Interfaces.Chains;
using Wire = Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Client.Grains;

/// <summary>Between what grains say and what the client says.</summary>
internal static class Mapping
{
    private const int DecimalsMax = 36;

    public static StoredPreferences ToClient(this PreferencesVersion version) =>
        new(version.Preferences, version.ETag);

    public static PreferencesOutcome ToClient(this Wire.PreferencesChange change) => change.Match<PreferencesOutcome>(
        changed => new PreferencesOutcome.Stored(changed.ToClient()),
        conflict => new PreferencesOutcome.Stale(conflict.ToClient()),
        problems => new PreferencesOutcome.Refused(
            [.. problems.Select(problem => new PreferencesMistake(problem.Field, problem.Message))]));

    /// <summary>What a bulk change tells of one line.</summary>
    public static TierOutcome ToTier(this PreferencesOutcome outcome) => outcome.Match<TierOutcome>(
        _ => new TierOutcome.Set(),
        _ => new TierOutcome.Unavailable("Somebody else changed this wallet at the same time."),
        mistakes => new TierOutcome.Refused(string.Join(" ", mistakes.Select(it => it.Message))),
        reason => new TierOutcome.Unavailable(reason));

    public static Wire.HistoryFilter ToGrain(this HistoryFilter filter) => new()
    {
        Kind = filter.Kind?.Value,
        Outcome = filter.Outcome,
        From = filter.From,
        Until = filter.Until,
        Limit = filter.Limit,
        Cursor = filter.Cursor,
        Workflow = filter.Workflow?.Value,
    };

    /// <summary>A page, or the refusal of a cursor that no page gave.</summary>
    public static async Task<ReadOutcome<Page<HistoryEntry>>> ToPage(Task<HistoryItems> reading)
    {
        try
        {
            var page = await reading;
            return new ReadOutcome<Page<HistoryEntry>>.Found(new Page<HistoryEntry>(
                [.. page.Items.Select(it => new HistoryEntry(it.Wallet, it.Key, it.At, it.Kind, it.Outcome, it.Body))],
                page.Next));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return new ReadOutcome<Page<HistoryEntry>>.Refused(
                "The cursor was not given by this list: start again without it, and use next as it comes.");
        }
    }

    /// <summary>What could be explained; the refusals where nothing could.</summary>
    public static ReadOutcome<ImmutableArray<Explanation>> ToClient(ImmutableArray<Wire.Explanation> answers)
    {
        var explained = answers.OfType<Wire.Explanation.Decided>()
            .Select(it => new Explanation(it.Decision, it.Stored, it.PreferencesSince, it.EpisodeKnown))
            .ToImmutableArray();
        var refused = answers.OfType<Wire.Explanation.Refused>().FirstOrDefault();
        return explained.Length > 0 || refused is null
            ? new ReadOutcome<ImmutableArray<Explanation>>.Found(explained)
            : refused.Why == ExplainRefusal.NodeUnreachable
                ? new ReadOutcome<ImmutableArray<Explanation>>.Unavailable(refused.Detail)
                : new ReadOutcome<ImmutableArray<Explanation>>.NotFound(refused.Detail);
    }

    public static DryRunAsked ToGrain(this DryRunQuestion question) => new()
    {
        Yaml = question.Yaml,
        Workflow = question.Workflow,
        Value = question.Value?.ToDecimalString(DecimalsMax),
        Subject = question.Subject?.Value,
        Transaction = question.Transaction,
        LogIndex = question.LogIndex,
    };

    public static ReadOutcome<DecisionRecord> ToClient(this DryRunAnswer answer) =>
        answer.Match<ReadOutcome<DecisionRecord>>(
            decision => new ReadOutcome<DecisionRecord>.Found(decision),
            mistakes => new ReadOutcome<DecisionRecord>.Refused(string.Join('\n', mistakes)),
            refused => refused.Why == ExplainRefusal.NodeUnreachable
                ? new ReadOutcome<DecisionRecord>.Unavailable(refused.Detail)
                : new ReadOutcome<DecisionRecord>.NotFound(refused.Detail));

    public static Interaction ToGrain(this ReportedInteraction it) => new(
        it.Kind,
        InteractionSource.Api,
        it.Notification is { } key && InteractionChecks.MarkOf(key) is { } mark
            ? new InteractionTarget.Alert(mark) { Of = it.About }
            : it.About is { } kind ? new InteractionTarget.Kind(kind)
            : new InteractionTarget.Nothing());

    public static LearnedThing ToClient(this LearnedItem it) => new(it.Code, it.Text, it.Kind, it.Size);

    public static ChainStatus ToClient(this Chains.ChainStatus status) => new(
        status.Chain,
        [
            .. status.Depths.Select(depth => new DepthStatus(
                depth.Confirmations,
                depth.Next,
                depth.Head < 0 ? null : depth.Head,
                depth.LagBlocks,
                depth.BlocksSeen,
                depth.BlocksExpected,
                depth.Waiting,
                depth.Halted,
                depth.Revaluation is { } it
                    ? new RevaluationStatus(it.Workflows, it.Wallets, it.Share, it.Waiting)
                    : null)),
        ],
        status.Undecodable,
        null);
}
