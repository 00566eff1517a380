using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// What a receiver is told more than once that keeps no ids. Over a webhook that is allowed after a send of unknown
/// outcome (decision 6), and for nothing else.
/// </summary>
internal sealed class Repeats
{
    private readonly ILookup<string, Attempt> _attempts;
    private readonly Dictionary<string, DateTimeOffset> _saved = [];
    private readonly Dictionary<string, DateTimeOffset> _settled = [];

    /// <param name="attempts">What the receiver was sent, in order.</param>
    /// <param name="wallets">The versions of the wallets' states, which tell when each delivery was to be made.</param>
    public Repeats(IEnumerable<Attempt> attempts, ILookup<string, StoredVersion> wallets)
    {
        _attempts = attempts.ToLookup(it => it.Id);
        foreach (var versions in wallets)
        {
            IReadOnlySet<string> pending = new HashSet<string>();
            foreach (var version in versions)
            {
                foreach (var key in version.Memory.Pending.Except(pending))
                    _saved.TryAdd(key, version.At);
                foreach (var key in pending.Except(version.Memory.Pending))
                    _settled.TryAdd(key, version.At);
                pending = version.Memory.Pending;
            }
        }
    }

    /// <summary>The ids that came more than once.</summary>
    public IReadOnlySet<string> Ids => _attempts.Where(it => it.Count() > 1).Select(it => it.Key).ToHashSet();

    /// <summary>Each is word for word what came before under its id, and nothing came before it was saved.</summary>
    public void AreTheSameMessage()
    {
        Assert.Empty(_attempts.Where(it => it.Select(attempt => attempt.Body).Distinct().Count() > 1).Select(it => it.Key));
        Assert.Empty(_attempts.Where(it => !(_saved[it.Key] <= it.First().At)).Select(it => it.Key));
    }

    /// <summary>Each was sent for the first time before this was over, and was not settled yet when it began.</summary>
    public void WereUnderWay(DateTimeOffset began, DateTimeOffset over) => Assert.All(Ids, id =>
    {
        var sent = string.Join(' ', _attempts[id].Select(it => $"{it.From} {it.At:HH:mm:ss.fff}"));
        Assert.True(
            _attempts[id].First().At <= over && _settled.GetValueOrDefault(id, DateTimeOffset.MaxValue) >= began,
            $"{id} was not under way from {began:HH:mm:ss.fff} to {over:HH:mm:ss.fff}, and sent at {sent}.");
    });
}
