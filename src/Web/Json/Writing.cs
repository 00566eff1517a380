using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Wallets;

namespace Kwala.Web.Json;

/// <summary>From values to what travels.</summary>
internal static class Writing
{
    public static HistoryResource ToResource(this Page<HistoryEntry> page) => new(
        [
            .. page.Items.Select(it => new HistoryEntryResource(
                it.Wallet.ToString(), it.Key, it.At, OrNull(it.Kind), OrNull(it.Outcome), JsonElement.Parse(it.Body))),
        ],
        page.Next);

    public static ExplanationResource ToResource(this Explanation it) =>
        new(it.Decision.ToResource(), it.Stored?.ToResource(), it.PreferencesSince, it.EpisodeKnown);

    public static WorkflowResource ToResource(this StoredWorkflow it, bool withText) =>
        new(it.Id.Value, it.Hash.ToString(), it.File, it.Since, withText ? it.Yaml : null);

    public static ChainStatusResource ToResource(this ChainStatus it) => new(
        it.Chain.Value,
        [
            .. it.Depths.Select(depth => new DepthStatusResource(
                depth.Confirmations,
                depth.Next,
                depth.Head,
                depth.LagBlocks,
                depth.BlocksSeen,
                depth.BlocksExpected,
                depth.BlocksExpected > 0 ? Math.Round((decimal)depth.BlocksSeen / depth.BlocksExpected, 6) : 1,
                depth.Waiting,
                depth.Halted,
                depth.Revaluation is { } present
                    ? new RevaluationResource(
                        [.. present.Workflows.Select(id => id.Value)], present.Wallets, present.Share, present.Waiting)
                    : null)),
        ],
        it.Undecodable,
        it.Unavailable);

    public static DecisionResource ToResource(this DecisionRecord it) => new(
        it.Workflow.Value,
        it.Version.ToString(),
        it.Kind.Value,
        it.Subject.Value,
        Words.Of(it.Outcome),
        [.. it.Reasons.Select(reason => new ReasonResource(Words.Of(reason.Code), reason.Text, reason.Otherwise))],
        it.Tier.Value,
        Decimals.Write(it.Value),
        it.Line?.ToResource(),
        it.Episode,
        it.Level,
        it.Position?.Block,
        it.Position?.LogIndex,
        it.Transaction?.ToString(),
        it.CorrelationId,
        it.At);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
