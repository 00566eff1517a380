using System.Collections.Immutable;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Chain;

/// <summary>Which branch an endpoint takes for the chain: the canonical one, or for a while one of its own.</summary>
internal sealed class NodeBranch(
    SimulatedWorld loop, SimulatedChain chain, FaultDice dice, Func<long, SeededChoice, ImmutableArray<Report>> reports)
{
    private static readonly TimeSpan LastsMax = TimeSpan.FromMinutes(2);

    private List<SimulatedBlock>? _own;
    private DateTimeOffset _until;

    /// <summary>Called with how many blocks of its own it has when it leaves the canonical branch.</summary>
    public Action<int>? Forked { get; set; }

    /// <summary>Its blocks; the index is the number.</summary>
    public IReadOnlyList<SimulatedBlock> Look()
    {
        if (_own is not null && (dice.Calm || loop.Now >= _until))
            _own = null;
        if (_own is null && dice.Falls(Fault.NodeForked))
            Fork(dice.Of(Fault.NodeForked));
        return _own ?? chain.Canonical;
    }

    // It may have fewer blocks than the canonical branch, as many, or more.
    private void Fork(SeededChoice choice)
    {
        var depth = Math.Min(chain.Canonical.Count - 1, choice.OneOf([1, 1, 2, 3, 5, 9]));
        var length = Math.Max(1, depth + choice.Between(-2, 2));
        _own = [.. chain.Canonical.SkipLast(depth)];
        while (length-- > 0)
            _own.Add(Next(_own[^1], choice));
        _until = loop.Now + choice.UpTo(LastsMax);
        Forked?.Invoke(depth + 2);
    }

    private SimulatedBlock Next(SimulatedBlock parent, SeededChoice choice)
    {
        var number = parent.Ref.Number + 1;
        var instead = number < chain.Canonical.Count ? chain.Canonical[(int)number] : null;
        return chain.MineAside(
            parent, instead?.Time ?? loop.Now,
            instead is not null && choice.Chance(0.4) ? instead.Reports : reports(number, choice));
    }
}
