using System.ComponentModel;
using System.Text.Json;

namespace Kwala.Client.Http.Shapes;

/// <summary>One page of a list; next is the cursor of the following page, null at the end.</summary>
[Description("One page of a list; next is the cursor of the following page, null at the end.")]
internal sealed record HistoryResource(IReadOnlyList<HistoryEntryResource> Items, string? Next);

internal sealed record HistoryEntryResource(
    string Wallet,
    string Key,
    DateTimeOffset At,
    string? Kind,
    string? Outcome,
    [property: Description("What the entry tells; docs/history.md gives its members.")] JsonElement Content);

internal sealed record ExplanationsResource(IReadOnlyList<ExplanationResource> Items);

internal sealed record ExplanationResource(
    DecisionResource Decision,
    [property: Description("As stored when the log was observed; null where nothing changed then.")]
    DecisionResource? Stored,
    [property: Description("Since when the preferences that decided are in force; null where the present ones did.")]
    DateTimeOffset? PreferencesSince,
    [property: Description(
        "Whether the episode as it stood before the log was known; false where the present one was taken.")]
    bool EpisodeKnown);

internal sealed record DecisionResource(
    string Workflow,
    string Version,
    string Kind,
    string Subject,
    string Outcome,
    IReadOnlyList<ReasonResource> Reasons,
    string Tier,
    string Value,
    ThresholdResource? Threshold,
    long Episode,
    int? Level,
    long? Block,
    int? LogIndex,
    string? Transaction,
    string CorrelationId,
    DateTimeOffset At);

internal sealed record ReasonResource(
    string Code,
    string Text,
    [property: Description("What would have led to another answer, where there is something.")] string? Otherwise);

internal sealed record ConfirmationResource(
    string Channel,
    [property: Description("What the owner opens. Whoever holds it can confirm: hand it to nobody else.")] string Link,
    DateTimeOffset Expires);

internal sealed record WebhookSecretsResource(
    [property: Description("The wallet's webhook, as it is stored.")] string Address,
    [property: Description("Requests there are signed with each. Verify with the first.")]
    IReadOnlyList<string> Secrets);

internal sealed record VouchResource
{
    [Description("The address that the operator vouches for, in the channel's own form.")]
    public string Address { get; init; } = "";
}

internal sealed record TierLineResource
{
    public string Wallet { get; init; } = "";

    [Description("Null to unset.")]
    public string? Tier { get; init; }
}

/// <summary>What became of one line.</summary>
[Description("What became of one line.")]
internal sealed record TierResultResource(
    int Line,
    string? Wallet,
    [property: Description("set, refused or unavailable")] string Result,
    string? Problem);

/// <summary>The last line of the answer to a bulk change.</summary>
internal sealed record TierTotalsResource(int Lines, int Set, int Refused, int Unavailable);

internal sealed record WorkflowsResource(IReadOnlyList<WorkflowResource> Items);

internal sealed record WorkflowResource(
    string Id,
    string Hash,
    [property: Description("The file that owns it; null for one that was put over this API.")] string? File,
    DateTimeOffset Since,
    [property: Description("The text; null in the list.")] string? Yaml);

internal sealed record WorkflowPutResource(string Id, string Hash);

internal sealed record WorkflowCheckResource(bool Valid, IReadOnlyList<WorkflowMistakeResource> Mistakes);

internal sealed record WorkflowMistakeResource(
    [property: Description("source:line:column")] string Place, int Line, int Column, string Message);

internal sealed record StatusResource(
    IReadOnlyList<ChainStatusResource> Chains,
    int DeadLetters,
    [property: Description("Whether there are more dead letters than were counted.")] bool MoreDeadLetters);

internal sealed record ChainStatusResource(
    string Chain,
    IReadOnlyList<DepthStatusResource> Depths,
    long Undecodable,
    [property: Description("Why the chain's listener did not answer; null where it did.")] string? Unavailable);

internal sealed record DepthStatusResource(
    int Confirmations,
    long NextBlock,
    long? Head,
    long LagBlocks,
    long BlocksSeen,
    long BlocksExpected,
    [property: Description("Share of the blocks to read that were read completely and checked, 0 to 1.")]
    decimal Coverage,
    string? Waiting,
    string? Halted,
    [property: Description(
        "The present values that are decided again without a new log, or wait for the head to be; null for none.")]
    RevaluationResource? Revaluation);

internal sealed record RevaluationResource(
    IReadOnlyList<string> Workflows,
    [property: Description("How many wallets have decided again.")] long Wallets,
    [property: Description("About which share of all of them that is, 0 to 1.")] double Share,
    [property: Description("What holds it up; null for nothing.")] string? Waiting);

internal sealed record HealthResource(string Status, IReadOnlyList<string> Failing);
