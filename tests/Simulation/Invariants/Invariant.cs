using Kwala.Core.Evm;
using Kwala.Simulation.Chain;
using Kwala.Simulation.Store;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Invariants;

/// <summary>What kind of promise an invariant is.</summary>
internal enum Promise
{
    /// <summary>Nothing bad ever happens: looked at whenever something happens.</summary>
    Safety,

    /// <summary>Something good happens in the end: looked at when the world has long been calm.</summary>
    Liveness,
}

/// <summary>Observes a world and says where a promise is broken. It is told of everything and can change nothing.</summary>
internal abstract class Invariant
{
    /// <summary>Which kind it is.</summary>
    public abstract Promise Promise { get; }

    /// <summary>Why it is broken; null while it holds.</summary>
    public string? Broken { get; private set; }

    /// <summary>A state of any kind became durable.</summary>
    public virtual void Committed(Ledger ledger, Commit commit) { }

    /// <summary>A wallet's state became durable; the ledger has it already.</summary>
    public virtual void Saved(Ledger ledger, WalletCommit commit) { }

    /// <summary>A chain's place became durable; the ledger has it already.</summary>
    public virtual void Followed(Ledger ledger, ChainCommit commit) { }

    /// <summary>A copy of a state is about to be written by an activation that came to know a version.</summary>
    public virtual void Writing(Ledger ledger, Sight sight, SimulatedProcess process) { }

    /// <summary>An activation's copy of a state was read or written.</summary>
    public virtual void Seen(Ledger ledger, Sight sight, SimulatedProcess process) { }

    /// <summary>An attempt to send starts.</summary>
    public virtual void Sending(Ledger ledger, Attempt attempt) { }

    /// <summary>A provider accepted a message.</summary>
    public virtual void Accepted(Ledger ledger, Attempt attempt) { }

    /// <summary>An endpoint's answer with a block's logs arrived; whole where none was left out.</summary>
    public virtual void Served(Ledger ledger, SimulatedBlock block, bool whole) { }

    /// <summary>The world has come to rest, or to the end of its time.</summary>
    public virtual void Ended(Ledger ledger) { }

    /// <summary>Notes the first thing that broke the promise.</summary>
    protected void Break(string how) => Broken ??= how;

    /// <summary>A wallet in few letters.</summary>
    protected static string Short(Address wallet) => wallet.ToString()[^4..];
}
