using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Wallets;
using Kwala.Ports.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Chains;

/// <summary>
/// The places of a chain, durable as one state: its followers move them one write at a time. A failed write leaves all
/// as it was.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="stored">The listener's state.</param>
/// <param name="store">Whether another activation may have written it.</param>
/// <param name="values">What a listener of an earlier term is to be kept from.</param>
/// <param name="abandon">Called where nobody can know what is stored: this activation must end.</param>
internal sealed class ChainPlaces(
    ChainId chain, IPersistentState<ChainStored> stored, StoreSharing store, IValueLog values, Action abandon)
    : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private bool _hasBegun;
    private bool _hasEnded;

    /// <summary>Puts a follower's place further, with a number of logs that could not be decoded.</summary>
    public Task Move(DepthPlace place, DepthStored to, int undecodable) => InTurn(async () =>
    {
        await Write(stored.State with
        {
            Depths = [.. stored.State.Depths.Select(it => ReferenceEquals(it, place.Stored) ? to : it)],
            Undecodable = stored.State.Undecodable + undecodable,
        });
        place.Moved(to);
    });

    /// <summary>Puts what a plan says in the place of all.</summary>
    /// <param name="planning">Makes the plan from the present places; null for leaving them as they are.</param>
    /// <param name="arranged">What follows before anybody moves again.</param>
    public Task Arrange(Func<IReadOnlyList<DepthStored>, FollowPlan?> planning, Action<FollowPlan> arranged) =>
        InTurn(async () =>
        {
            if (planning(stored.State.Depths) is not { } plan)
                return;
            if (!plan.Places.Cast<object>().SequenceEqual(stored.State.Depths, ReferenceEqualityComparer.Instance))
                await Write(stored.State with { Depths = [.. plan.Places] });
            arranged(plan);
        });

    /// <summary>The right by which wallets and the store are told; the same from <see cref="Begin"/> on.</summary>
    public ChainTerm Term { get; private set; } = new(chain, Number: 0);

    /// <summary>
    /// Takes the next term where others may follow the chain too, before anything is told or read: whoever had the term
    /// before is refused from then on (docs/decisions/0009).
    /// </summary>
    public Task Begin(CancellationToken cancellationToken) => InTurn(async () =>
    {
        if (_hasBegun)
            return;
        if (store.IsShared)
            await Write(stored.State with { Term = stored.State.Term + 1 });
        Term = new ChainTerm(chain, stored.State.Term);
        if (store.IsShared)
            await values.Begin(Term, cancellationToken);
        _hasBegun = true;
    });

    /// <summary>Looks whether the places are still this activation's, once it was refused something.</summary>
    /// <exception cref="InconsistentStateException">They are not; this activation ends.</exception>
    public Task Confirm() => !store.IsShared ? Task.CompletedTask : InTurn(async () =>
    {
        var (state, etag) = (stored.State, stored.Etag);
        await stored.ReadStateAsync();
        if (stored.Etag == etag)
        {
            // Followers know their places by reference.
            stored.State = state;
            return;
        }

        End();
        throw new InconsistentStateException("Another activation follows the chain.", stored.Etag, etag);
    });

    public void Dispose() => _writing.Dispose();

    private async Task InTurn(Func<Task> change)
    {
        await _writing.WaitAsync();
        try
        {
            // What was read since is another's: a step that is still under way must not go on with it.
            if (_hasEnded)
                throw new InvalidOperationException("This activation does not follow the chain any more.");
            await change();
        }
        finally
        {
            _writing.Release();
        }
    }

    private void End()
    {
        _hasEnded = true;
        abandon();
    }

    private async Task Write(ChainStored next)
    {
        var before = stored.State;
        try
        {
            stored.State = next;
            await stored.WriteStateAsync();
        }
        catch (Exception failure)
        {
            stored.State = before;
            // What is stored is read again by the next activation, which the reminder or a start brings about.
            if (!failure.ProvesNothingWritten())
                End();
            throw;
        }
    }
}

/// <summary>A follower's hold on its place.</summary>
internal sealed class DepthPlace(ChainPlaces places, DepthStored at)
{
    /// <summary>The place among those stored.</summary>
    public DepthStored Stored { get; private set; } = at;

    /// <summary>The same with what was noted since and becomes durable with the next move.</summary>
    public DepthStored At { get; private set; } = at;

    /// <summary>Remembers what can be found again until it is durable.</summary>
    public void Note(DepthStored noted) => At = noted;

    /// <summary>Makes a new place durable; the present one stays where that fails.</summary>
    public Task Move(DepthStored to, int undecodable = 0) => places.Move(this, to, undecodable);

    /// <summary>The right by which wallets and the store are told of the chain.</summary>
    public ChainTerm Term => places.Term;

    /// <summary>Makes sure that no other activation has moved a place of the chain.</summary>
    public Task Confirm() => places.Confirm();

    /// <summary>The place was moved.</summary>
    public void Moved(DepthStored to) => (Stored, At) = (to, to);
}
