using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>One wallet living through events; keeps what it did.</summary>
internal sealed class Story(Workflow workflow, Preferences? preferences = null)
{
    public WalletPolicy Policy { get; set; } = Given.Policy(workflow);

    public WalletState State { get; set; } = Given.State(preferences);

    public DateTimeOffset Now { get; set; } = Given.Noon;

    public List<WalletEffect> Effects { get; } = [];

    public List<ReadyDelivery> Sent { get; } = [];

    /// <summary>What waits outside the outbox.</summary>
    public Dictionary<DeliveryKey, DisplacedNotification> Displaced { get; } = [];

    public IEnumerable<DecisionRecord> Records => Effects.OfType<WalletEffect.Record>().Select(it => it.Decision);

    public IEnumerable<DeliveryRecord> Endings => Effects.SelectMany(it => it switch
    {
        WalletEffect.Settled settled => [settled.Delivery],
        WalletEffect.DeadLettered dead => new[] { dead.Delivery },
        _ => [],
    });

    /// <summary>Of the one position; a closed one is forgotten once it is final, but for its number.</summary>
    public EpisodeBook Book => State.Tracks[Given.Risk].Episodes.GetValueOrDefault(Given.Market)
        ?? EpisodeBook.Empty with { Last = State.NumbersUsed };

    public Episode.Open Open => Assert.IsType<Episode.Open>(Book.Current);

    public ImmutableArray<ReadyDelivery> Ready => Outbox.Ready(State, Now, Policy);

    /// <summary>Lets an event happen now; returns the effects of this event alone.</summary>
    public ImmutableArray<WalletEffect> Happens(WalletEvent happened)
    {
        var decision = WalletDecision.Decide(State, happened, Now, Policy);
        State = decision.State;
        Effects.AddRange(decision.Effects);
        foreach (var dead in decision.Effects.OfType<WalletEffect.DeadLettered>())
            if (dead.Delivery.Outcome == DeliveryWords.Displaced)
                Displaced.TryAdd(dead.Delivery.Key, DisplacedNotification.Of(dead));
        return decision.Effects;
    }

    /// <summary>The value at a block, whose time it then is.</summary>
    public ImmutableArray<WalletEffect> Sees(
        string value, long block, bool live = true, bool final = true, string fork = "")
    {
        Now = Given.TimeOf(block) > Now ? Given.TimeOf(block) : Now;
        return Happens(Given.Observed(Given.Signal(value, block, live, final, fork)));
    }

    public void Chooses(Preferences chosen, params Signal[] lastValues) =>
        Happens(new WalletEvent.PreferencesChanged(chosen, [.. lastValues]));

    public void LosesBlocks(long from, long to, string fork = "") => Happens(new WalletEvent.Orphaned(
        Given.Chain, [.. Enumerable.Range((int)from, (int)(to - from + 1)).Select(n => Given.Block(n, fork))], Followed));

    /// <summary>What the wallet knows of its position from now on.</summary>
    public void Knows(EpisodeBook book)
    {
        var track = State.Tracks[Given.Risk];
        State = State with
        {
            Tracks = State.Tracks.SetItem(
                Given.Risk, track with { Episodes = track.Episodes.SetItem(Given.Market, book) }),
        };
    }

    public void Settles(long through) => Happens(new WalletEvent.ReorgSettled(Given.Chain, through, Followed));

    // A listener names the workflows that it follows the chain for: one that is gone is not among them.
    private ImmutableArray<WorkflowId> Followed => [.. Policy.Workflows.Keys];

    /// <summary>As a grain does: settle what is due, then attempt what is ready, all with the same outcome.</summary>
    public int Sends(SendOutcome? outcome = null)
    {
        Happens(new WalletEvent.DueCame());
        var ready = Ready;
        foreach (var delivery in ready)
        {
            if (!Policy.Channels[delivery.Delivery.Channel].CollapsesByKey)
                Happens(new WalletEvent.AttemptStarted(delivery.Delivery.Key));
            Sent.Add(delivery);
            Happens(new WalletEvent.SendEnded(
                delivery.Delivery.Key, outcome ?? new SendOutcome.Delivered(null), delivery.Address));
        }

        return ready.Length;
    }

    /// <summary>As a grain does: what lies in a digest that is due is read and decided.</summary>
    public void SendsDigest(params Signal[] values)
    {
        while (DigestDecision.DueNumber(State, Now) is { } number)
            Happens(new WalletEvent.DigestCame(
                number,
                [
                    .. Effects.OfType<WalletEffect.Digested>().Where(it => it.Digest == number).Select(it => it.Item)
                        .DistinctBy(item => item.Key),
                ])
            {
                Withdrawn =
                [
                    .. Effects.OfType<WalletEffect.Undigested>().Where(it => it.Digest == number).Select(it => it.Key),
                ],
                Values = [.. values],
            });
    }

    /// <summary>As a grain does: what was displaced comes back while there is room, at most eight at a time.</summary>
    public void Resumes()
    {
        if (!Outbox.HasRoom(State))
            return;
        foreach (var (key, withdrawn) in Displaced.ToList())
            if (Outbox.IsBack(State, withdrawn, Policy))
                Displaced.Remove(key);
        var asked = Displaced.Take(8).ToList();
        Happens(new WalletEvent.Resumed([.. asked.Select(it => it.Value)]) { Gone = State.Displaced!.Withdrawn });
        foreach (var (key, displaced) in asked)
            if (Outbox.IsBack(State, displaced, Policy))
                Displaced.Remove(key);
    }

    /// <summary>Moves to the instant of the due index and sends; false where nothing is due any more.</summary>
    public bool SendsWhenDue(SendOutcome outcome)
    {
        if (Outbox.DueAt(State) is not { } due)
            return false;
        Now = due > Now ? due : Now;
        Sends(outcome);
        return true;
    }
}
