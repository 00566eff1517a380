using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Chains;
using Kwala.Grains.Due;
using Kwala.Ports.Tiers;

namespace Kwala.Grains;

/// <summary>
/// What grains tell of themselves: one activity source and one meter, both called <see cref="Name"/>.
/// </summary>
public static class GrainsInstruments
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "Kwala.Grains";

    internal static ActivitySource Source { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>(
        "kwala.decisions", "{decision}", "Decisions that changed something, by outcome.");

    private static readonly Counter<long> Sends = Meter.CreateCounter<long>(
        "kwala.sends", "{attempt}", "Attempts to send, by channel and outcome.");

    private static readonly Histogram<double> SendTime = Meter.CreateHistogram<double>(
        "kwala.send.duration", "s", "How long an attempt to send took, by channel.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "kwala.batch.logs", "{log}", "Logs per batch of blocks, by chain.");

    private static readonly Histogram<int> BatchWallets = Meter.CreateHistogram<int>(
        "kwala.batch.wallets", "{wallet}", "Wallets called per batch of blocks, by chain.");

    private static readonly Counter<long> ShardCalls = Meter.CreateCounter<long>(
        "kwala.shard.calls", "{call}", "Calls from chain listeners to shards of wallets.");

    private static readonly Counter<long> Blocks = Meter.CreateCounter<long>(
        "kwala.blocks.covered", "{block}", "Blocks read completely and checked, by chain and depth.");

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        "kwala.reads", "{call}", "Questions that workflows put to contracts, by chain and how they were answered.");

    private static readonly Counter<long> TierQuestions = Meter.CreateCounter<long>(
        "kwala.tiers.asked", "{question}", "Questions for wallets' tiers, by how the team's backend answered them.");

    private static readonly Counter<long> TiersStale = Meter.CreateCounter<long>(
        "kwala.tiers.stale", "{decision}", "Decisions by a tier that is too old.");

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "kwala.dead_letters", "{delivery}", "Deliveries that were given up and wait for the operator, by channel.");

    private static readonly Counter<long> Alerts = Meter.CreateCounter<long>(
        "kwala.alerts", "{alert}", "Alerts that were told and await a response, by kind and what became of them.");

    private static readonly Counter<long> Woken = Meter.CreateCounter<long>(
        "kwala.due.woken", "{wallet}", "Wallets woken because something of theirs was due.");

    static GrainsInstruments()
    {
        ChainGauges.AddTo(Meter, Followers);
        DueGauges.AddTo(Meter, Buckets);
    }

    /// <summary>The chains that are followed in this process.</summary>
    internal static Measured<ChainFollowers> Followers { get; } = new();

    /// <summary>The buckets that keep watch in this process.</summary>
    internal static Measured<DueBucketGrain> Buckets { get; } = new();

    internal static void Decided(ImmutableArray<WalletEffect> effects, DateTimeOffset since, string? cause)
    {
        foreach (var effect in effects)
        {
            if (effect is WalletEffect.DeadLettered { Delivery: var letter })
                DeadLetters.Add(1, new KeyValuePair<string, object?>("channel", letter.Channel.Value));
            if (effect is WalletEffect.Fated fated)
                Alerts.Add(
                    1,
                    new KeyValuePair<string, object?>("kind", fated.Kind.Value),
                    new KeyValuePair<string, object?>("fate", fated.Fate));
            if (effect is not WalletEffect.Record { Decision: var decision })
                continue;
            Decisions.Add(1, new KeyValuePair<string, object?>("outcome", decision.Outcome));
            if (decision.Reasons.Any(reason => reason.Code == ReasonCode.TeamTierStale))
                TiersStale.Add(1);
            LogTrace.Start("decide", ActivityKind.Internal, decision.CorrelationId, since, cause)
                ?.SetTag("kwala.workflow", decision.Workflow.Value).SetTag("kwala.outcome", decision.Outcome).Dispose();
        }
    }

    internal static void Read(string chain, string outcome, int count) => Reads.Add(
        count,
        new KeyValuePair<string, object?>("chain", chain),
        new KeyValuePair<string, object?>("outcome", outcome));

    internal static void TierAsked(TierAnswer answer) =>
        TierQuestions.Add(1, new KeyValuePair<string, object?>("outcome", answer.GetType().Name));

    internal static void Sent(ChannelName channel, SendOutcome outcome, TimeSpan took)
    {
        var over = new KeyValuePair<string, object?>("channel", channel.Value);
        Sends.Add(1, over, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));
        SendTime.Record(took.TotalSeconds, over);
    }

    internal static void Batch(string chain, int logs, int wallets)
    {
        var of = new KeyValuePair<string, object?>("chain", chain);
        BatchSize.Record(logs, of);
        BatchWallets.Record(wallets, of);
    }

    internal static void ShardCalled() => ShardCalls.Add(1);

    internal static void Covered(string chain, int confirmations, long blocks) => Blocks.Add(
        blocks,
        new KeyValuePair<string, object?>("chain", chain),
        new KeyValuePair<string, object?>("confirmations", confirmations));

    internal static void Woke() => Woken.Add(1);
}
