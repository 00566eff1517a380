using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// One decision under way: the state as changed so far and the effects gathered. Lives no longer than the call to
/// <see cref="WalletDecision.Decide"/>.
/// </summary>
internal sealed class Turn(WalletState state, DateTimeOffset now, WalletPolicy policy)
{
    private readonly WalletState _before = state;
    private ImmutableArray<WalletEffect>.Builder? _effects;

    /// <summary>The state as changed so far; the reference that came in while nothing changed.</summary>
    public WalletState State { get; set; } = state;

    /// <summary>The instant of the decision.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>What is decided by.</summary>
    public WalletPolicy Policy { get; } = policy;

    /// <summary>The owner's time zone.</summary>
    public NodaTime.DateTimeZone Zone =>
        OwnerTime.ZoneOf(State.Preferences.Attention.Zone ?? Policy.Attention.Zone);

    /// <summary>The newest final block of the chain that is being decided; -1 where none is known.</summary>
    public long Finalized { get; init; } = -1;

    /// <summary>The chain whose final block is known; null for none.</summary>
    public ChainId? FinalizedChain { get; init; }

    /// <summary>Gathers an effect.</summary>
    public void Add(WalletEffect effect) => (_effects ??= ImmutableArray.CreateBuilder<WalletEffect>()).Add(effect);

    /// <summary>The decision.</summary>
    public Decision<WalletState, WalletEffect> End()
    {
        if (!ReferenceEquals(State, _before))
        {
            RecordBound.Keep(this);
            Membership.Keep(this);
        }

        return new(State, _effects?.ToImmutable() ?? []);
    }

    /// <summary>Where a workflow's track of this chain stands; null where it has seen nothing of this chain.</summary>
    public static WorkflowTrack? TrackOf(WalletState state, WorkflowId workflow, ChainId chain) =>
        state.Tracks.TryGetValue(workflow, out var track) && track.Chain == chain ? track : null;

    /// <summary>Puts the book of a position in place of the one before.</summary>
    public void Put(WorkflowId workflow, ChainId chain, SubjectKey subject, EpisodeBook book)
    {
        var track = State.Tracks.GetValueOrDefault(workflow)
            ?? new WorkflowTrack(chain, Nothing, NoPositions);
        if (track.Chain != chain)
            track = track with { Chain = chain, SeenThrough = Nothing };
        Put(workflow, track with { Episodes = track.Episodes.SetItem(subject, book) });
    }

    /// <summary>Signals up to this position count as decided from now on.</summary>
    public void SawThrough(WorkflowId workflow, ChainId chain, LogPosition position)
    {
        var track = TrackOf(State, workflow, chain);
        if (track is null)
        {
            var before = State.Tracks.GetValueOrDefault(workflow) ?? new WorkflowTrack(chain, Nothing, NoPositions);
            Put(workflow, before with { Chain = chain, SeenThrough = position });
        }
        else if (track.SeenThrough < position)
        {
            Put(workflow, track with { SeenThrough = position });
        }
    }

    /// <summary>Puts a track in place of the one before.</summary>
    public void Put(WorkflowId workflow, WorkflowTrack track) =>
        State = State with { Tracks = State.Tracks.SetItem(workflow, track) };

    /// <summary>Forgets a position; its numbers are never used again.</summary>
    public void Forget(WorkflowId workflow, SubjectKey subject)
    {
        var track = State.Tracks[workflow];
        State = State with { NumbersUsed = Math.Max(State.NumbersUsed, track.Episodes[subject].Last) };
        Put(workflow, track with { Episodes = track.Episodes.Remove(subject) });
    }

    /// <summary>Forgets a workflow with all of its positions.</summary>
    public void Forget(WorkflowId workflow)
    {
        foreach (var subject in State.Tracks[workflow].Episodes.Keys)
            Forget(workflow, subject);
        State = State with { Tracks = State.Tracks.Remove(workflow) };
    }

    /// <summary>The positions of a track that has none.</summary>
    public static ImmutableSortedDictionary<SubjectKey, EpisodeBook> NoPositions =>
        ImmutableSortedDictionary<SubjectKey, EpisodeBook>.Empty;

    private static LogPosition Nothing => new(-1, 0);
}
