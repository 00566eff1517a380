using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Shadows;
using Kwala.Grains.Shards;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Wallets;

/// <summary>
/// One wallet: what happens to it is decided in Core, saved with all that follows from it, and only then acted upon
/// (decision 5). What its owner and the chain listeners ask of it is in WalletGrain.Owner.cs and WalletGrain.Chain.cs,
/// how it sends in WalletGrain.Outbox.cs.
/// </summary>
internal sealed partial class WalletGrain(
    [PersistentState("wallet", StorageNames.Grains)] IPersistentState<WalletStored> stored,
    WalletSurroundings around,
    Freshness freshness,
    Explainer explainer,
    AddressConfirmations confirmations,
    IShardHomes homes) : Grain, IWalletGrain, IOutboxTurn
{
    // The stored shape is needed only while it is read or written; the state itself is what a wallet keeps in memory.
    private static readonly WalletStored NotNow = new();

    private WalletState _state = WalletState.Empty;
    private Address _wallet;
    private AttemptsUnderWay? _attempts;
    private ShadowBooks? _shadows;
    private bool _isLeaving;
    private byte _idleWakes;
    private long _readAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        if (!Address.TryParse(key, out _wallet) || _wallet.ToString() != key)
            throw new ArgumentException($"A wallet's key is its address in lower-case hex; this is \"{key}\".");
        _readAt = freshness.Now;
        _state = stored.State.ToCore();
        stored.State = NotNow;
        if (Outbox.DueAt(_state) is null)
            return;
        await Happen(new WalletEvent.Awakened(), await around.Policies.AtLeast(0, _wallet));
        ContinueIfDue();
    }

    public async Task Wake()
    {
        LeaveIfElsewhere();
        if (await RunOutbox() || _attempts is { Count: > 0 })
        {
            _idleWakes = 0;
            return;
        }

        // The index names a wallet that has nothing due: its row is older than the state. One such call may cross a
        // save on its way; a second one means that the row must be put right.
        if (++_idleWakes < 2)
            return;
        _idleWakes = 0;
        await Save(_state, [], LiveSet.None);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_isLeaving || _attempts is not { Count: > 0 } attempts)
            return;
        _isLeaving = true;
        try
        {
            // An outcome that is known spares the next activation a doubt. What takes longer it finds in the outbox.
            await attempts.AllEnded.WaitAsync(cancellationToken);
            var live = await around.Policies.AtLeast(0, _wallet);
            var step = new OutboxStep(_state, [], []).After(attempts.Ended(), Now, around.Policies.Of(_wallet, live));
            await Save(step.State, step.Effects, live);
        }
        catch (Exception failure)
        {
            LogOutcomesLeft(around.Logger, failure, _wallet);
        }
    }

    /// <summary>Decides, saves if anything changed, and leaves what is to be sent to a turn of its own.</summary>
    private async Task Happen(
        WalletEvent happened, LiveSet live, HistoryRow? also = null, string? cause = null, ChainTerm? teller = null)
    {
        while (!await Decided(happened, live, also, cause, teller))
        {
        }
    }

    /// <summary>
    /// The same once. False where another activation's state was found instead of this one's: it is to be decided anew,
    /// and what the event says of the store read anew before. What was read earlier knows less than that state.
    /// </summary>
    private async Task<bool> Decided(
        WalletEvent happened, LiveSet live, HistoryRow? also = null, string? cause = null, ChainTerm? teller = null)
    {
        if (teller is { } listener && TermDecision.IsOvertaken(_state, listener))
            throw new InvalidOperationException(
                $"Another listener of {listener.Chain} took blocks back since: this one has to end.");
        var policy = around.Policies.Of(_wallet, live);
        // An attempt over a channel that collapses leaves no mark in what is saved; what it tells may have to be taken
        // back all the same.
        var known = _attempts is { Count: > 0 } attempts
            ? OutboxStep.UnderWay(_state, delivery => attempts.Has(delivery.Key), Now, policy)
            : _state;
        var turn = (Before: _state, Now);
        var decision = WalletDecision.Decide(known, happened, turn.Now, policy);
        if (ReferenceEquals(decision.State, known) && decision.Effects.IsEmpty && also is null)
        {
            if (!freshness.SufficesToDecide && await WasOvertaken())
                return false;
        }
        else
        {
            await Save(decision.State, decision.Effects, live, also, cause);
            ContinueIfDue();
        }

        if (TeamTierDecision.IsCalledFor(_state, turn.Before, happened, turn.Now, policy))
            AskTier();
        if (!live.Shadows.IsEmpty)
            await (_shadows ??= new ShadowBooks(_wallet, around.History, around.Logger)).Follow(
                live.Shadows,
                policy,
                new ShadowedTurn(turn.Before, decision.State, happened, decision.Effects, turn.Now));
        return true;
    }

    private async Task Save(WalletState next, ImmutableArray<WalletEffect> effects, LiveSet live,
        HistoryRow? also = null, string? cause = null)
    {
        try
        {
            stored.State = next.ToStored(WalletRows.Of(_wallet, next, effects, live, Now, also));
            var since = Now;
            await stored.WriteStateAsync();
            (_state, _readAt) = (next, freshness.Now);
            GrainsInstruments.Decided(effects, since, cause);
        }
        catch (Exception failure)
        {
            LogNotSaved(around.Logger, failure, _wallet);
            if (!failure.ProvesNothingWritten())
            {
                // Another activation may hold the truth: this one must start nothing more.
                _isLeaving = true;
                DeactivateOnIdle();
            }

            throw;
        }
        finally
        {
            stored.State = NotNow;
        }
    }

    // Its shard belongs on another silo now. What it has under way ends here first.
    private void LeaveIfElsewhere()
    {
        if (_attempts is not { Count: > 0 } && !homes.IsHere(_wallet))
            homes.Move(this, stored);
    }

    private DateTimeOffset Now => around.Time.GetUtcNow();
}
