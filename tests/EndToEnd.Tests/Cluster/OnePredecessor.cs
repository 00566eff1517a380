namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// No version of a state has two successors, and none takes back what an earlier one holds, as one would that was made
/// of an older version than the one whose place it took (decision 5).
/// </summary>
internal static class OnePredecessor
{
    public static void Has(string wallet, IEnumerable<StoredVersion> versions)
    {
        var last = new StoredVersion(null, null, default, WalletMemory.Of([]));
        var settled = new HashSet<string>();
        foreach (var version in versions)
        {
            Assert.True(version.Before == last.After, $"{wallet}: {version.After} came after {version.Before}, not {last.After}.");
            foreach (var (what, value) in last.Memory.Grows)
                Assert.True(
                    version.Memory.Grows.GetValueOrDefault(what, version.Memory.Forgotten) >= value,
                    $"{wallet}: {version.After} takes {what} back from {value}.");
            settled.UnionWith(last.Memory.Pending.Except(version.Memory.Pending));
            Assert.False(
                version.Memory.Pending.Any(settled.Contains), $"{wallet}: {version.After} has to send again what was settled.");
            last = version;
        }
    }
}
