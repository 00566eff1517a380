using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Core.Segments;

namespace Kwala.Core.Workflows;

/// <summary>
/// One compiled workflow: what to listen to, whose wallet it concerns, which value, which thresholds, what to do.
/// Immutable; every decision names the content hash of the version that it was made with (decision 17).
/// </summary>
/// <param name="Id">Its name.</param>
/// <param name="Hash">SHA-256 of the source text with line ends normalised to LF.</param>
/// <param name="Kind">What its notifications are about; owners opt out by it.</param>
/// <param name="Lane">How much they matter.</param>
/// <param name="Trigger">The event that it listens to.</param>
/// <param name="Wallets">
/// Indices of the event's arguments that hold a wallet; each wallet gets its own decision. Empty where whoever
/// subscribed is concerned.
/// </param>
/// <param name="Subject">Indices of the arguments that tell positions apart; empty for the emitting contract.</param>
/// <param name="Value">The value that is compared.</param>
/// <param name="InfiniteWhen">When true, the value is infinite instead (a debt-free position); null for never.</param>
/// <param name="Rule">The thresholds.</param>
/// <param name="Actions">What to do for a wallet of a tier; a tier without an action is told nothing.</param>
/// <param name="Templates">The words; holds every template that an action names, and the retraction.</param>
/// <param name="ValidFor">
/// How long after the block a notification is still worth sending as it is (decision 12).
/// </param>
public sealed record Workflow(
    WorkflowId Id,
    Bytes32 Hash,
    KindName Kind,
    Lane Lane,
    Trigger Trigger,
    ImmutableArray<int> Wallets,
    ImmutableArray<int> Subject,
    NumberExpression Value,
    TruthExpression? InfiniteWhen,
    ThresholdRule Rule,
    ImmutableSortedDictionary<TierName, ActionPlan> Actions,
    ImmutableSortedDictionary<TemplateName, MessageTemplate> Templates,
    TimeSpan ValidFor)
{
    /// <summary>How much of an owner's attention it may take besides; nothing is restrained by default.</summary>
    public Restraint Restraint { get; init; } = Restraint.None;

    /// <summary>The segments whose wallets are told, any of them; empty for all wallets.</summary>
    public ImmutableArray<SegmentName> For { get; init; } = [];

    /// <summary>What is learned from what owners do with its alerts.</summary>
    public Learning Learning { get; init; } = Learning.Default;

    /// <summary>By what the chain shows that owners acted on its alerts; at most <see cref="OwnerAct.Max"/>.</summary>
    public ImmutableArray<OwnerAct> ActsOn { get; init; } = [];

    /// <summary>Only logs for which it holds are looked at; null for all.</summary>
    public TruthExpression? When { get; init; }

    /// <summary>
    /// Logs between two wallets whose other side only looks like one that is known are passed over: they are made to be
    /// mistaken for it (address poisoning).
    /// </summary>
    public bool IgnoresLookalikes { get; init; }

    /// <summary>How the end of an episode is told; null for not at all.</summary>
    public ResolvedPlan? Resolved { get; init; }

    /// <summary>How an episode that stays open is told again; null for told once.</summary>
    public RepeatPlan? Repeat { get; init; }

    /// <summary>Whether its logs name no wallet and concern whoever subscribed.</summary>
    public bool IsForSubscribers => Wallets.IsEmpty;

    /// <summary>What it asks of its wallets' portfolios; null for nothing.</summary>
    public PortfolioPlan? Portfolio { get; init; }

    /// <summary>How often an episode is told again at most: what repeats it, or reminds of its end.</summary>
    public int RepeatsMax => Repeat?.AtMost ?? (EndsSoon is null ? 0 : 1);

    /// <summary>What its logs are sorted into, and owners choose from; null for one sort.</summary>
    public CategoryRules? Categories { get; init; }

    /// <summary>That what a log opened ends, and its owner is reminded before; null for open-ended.</summary>
    public EndsSoonPlan? EndsSoon { get; init; }

    /// <summary>Logs of other events that end what a log opened.</summary>
    public ImmutableArray<Ending> EndedBy { get; init; } = [];

    /// <summary>
    /// Other events after which a position is read again, as after the trigger's; at most <see cref="Recheck.Max"/>.
    /// Where there are any, the value comes from what is read by the wallet and the trigger's only contract.
    /// </summary>
    public ImmutableArray<Recheck> Rechecks { get; init; } = [];

    /// <summary>What time alone may move the value by in a year, of 1, besides prices; 0 for nothing.</summary>
    public Rational Drift { get; init; }

    /// <summary>Whether prices move its positions without naming their wallets.</summary>
    public bool HasFeeds
    {
        get
        {
            foreach (var recheck in Rechecks)
                if (recheck.Moves is not null)
                    return true;
            return false;
        }
    }

    /// <summary>What is read from contracts for each log and wallet, besides the event's arguments.</summary>
    public ReadPlan Reads { get; init; } = ReadPlan.None;

    /// <summary>Whether the value is computed from what is read: without it there is none.</summary>
    public bool ReadsItsValue => !Reads.IsEmpty
        && (Value.Uses.Any(IsBehindTheArguments) || InfiniteWhen?.Uses.Any(IsBehindTheArguments) == true);

    private bool IsBehindTheArguments(int index) => index >= Trigger.Event.Inputs.Length;
}

/// <summary>Which logs start a workflow.</summary>
/// <param name="Chain">The chain, CAIP-2; a workflow file may use a name that the deployment configures.</param>
/// <param name="Contracts">The emitting contracts; empty for any.</param>
/// <param name="Event">The event.</param>
/// <param name="Confirmations">
/// How many blocks must lie on top of the log's block: 0 (told at once, may roll back) to 4096.
/// </param>
public sealed record Trigger(ChainId Chain, ImmutableArray<Address> Contracts, AbiEvent Event, int Confirmations);

/// <summary>What is done for a wallet of a tier when its threshold is crossed.</summary>
/// <param name="Channels">Every one of these is used; not empty, no repetition.</param>
/// <param name="Urgency">How insistent.</param>
/// <param name="Template">The words, one of the workflow's templates.</param>
public sealed record ActionPlan(ImmutableArray<ChannelName> Channels, Urgency Urgency, TemplateName Template);
