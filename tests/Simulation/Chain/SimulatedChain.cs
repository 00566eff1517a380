using System.Collections.Immutable;

namespace Kwala.Simulation.Chain;

/// <summary>A chain that grows and forks. What it calls canonical may change, what was mined never does.</summary>
internal sealed class SimulatedChain
{
    private readonly Dictionary<string, SimulatedBlock> _byHash = [];
    private readonly List<SimulatedBlock> _canonical = [];
    private readonly HashSet<SimulatedBlock> _aside = [];
    private int _forks;

    public SimulatedChain(DateTimeOffset genesis) => Add(new SimulatedBlock(null, "", genesis, []));

    /// <summary>The canonical blocks; the index is the number.</summary>
    public IReadOnlyList<SimulatedBlock> Canonical => _canonical;

    public SimulatedBlock Head => _canonical[^1];

    public SimulatedBlock? Find(string hash) => _byHash.GetValueOrDefault(hash);

    public SimulatedBlock Mine(DateTimeOffset time, ImmutableArray<Report> reports)
    {
        var block = new SimulatedBlock(Head, $"{_forks}", time, reports);
        Add(block);
        return block;
    }

    /// <summary>
    /// The newest blocks are no longer canonical; others take their place, each mined by the given function.
    /// </summary>
    public void Reorganise(int depth, Func<SimulatedBlock, ImmutableArray<Report>> others)
    {
        _forks++;
        var replaced = _canonical.TakeLast(depth).ToArray();
        _canonical.RemoveRange(_canonical.Count - depth, depth);
        foreach (var old in replaced)
            Mine(old.Time, others(old));
    }

    /// <summary>A block that is never canonical.</summary>
    public SimulatedBlock MineAside(SimulatedBlock parent, DateTimeOffset time, ImmutableArray<Report> reports)
    {
        var block = new SimulatedBlock(parent, $"aside {_aside.Count}", time, reports);
        _aside.Add(block);
        return _byHash[block.Ref.Hash.ToString()] = block;
    }

    /// <summary>Whether it was mined aside.</summary>
    public bool IsAside(SimulatedBlock block) => _aside.Contains(block);

    private void Add(SimulatedBlock block)
    {
        _canonical.Add(block);
        _byHash[block.Ref.Hash.ToString()] = block;
    }
}
