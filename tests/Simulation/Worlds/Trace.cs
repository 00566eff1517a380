using System.Security.Cryptography;
using System.Text;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>The story of a run: every step goes into its hash, and what happened can be read.</summary>
internal sealed class Trace
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder _unhashed = new();
    private readonly SimulatedWorld _loop;
    private readonly Action<string>? _log;

    public Trace(SimulatedWorld loop, Action<string>? log)
    {
        (_loop, _log) = (loop, log);
        loop.Telling = (kind, name) => Keep($"{kind}{name}{loop.Now.UtcTicks}");
    }

    /// <summary>Of everything until now.</summary>
    public string Hash
    {
        get
        {
            Drain();
            return Convert.ToHexStringLower(_hash.GetCurrentHash());
        }
    }

    /// <summary>Something happened.</summary>
    public void Add(string what)
    {
        Keep(what);
        _log?.Invoke(FormattableString.Invariant($"{_loop.Steps,7} {_loop.Now:HH:mm:ss.fff} {what}"));
    }

    private void Keep(string line)
    {
        _unhashed.Append(line).Append('\n');
        if (_unhashed.Length > 32 * 1024)
            Drain();
    }

    private void Drain()
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(_unhashed.ToString()));
        _unhashed.Clear();
    }
}
