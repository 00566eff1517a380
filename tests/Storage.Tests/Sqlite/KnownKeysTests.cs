using Kwala.Storage.Sqlite;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Sqlite;

public sealed class KnownKeysTests
{
    [Fact]
    public void No_added_key_is_missed_and_hardly_any_other_is_found()
    {
        var keys = new KnownKeys();
        for (var n = 0; n < 50_000; n++)
            keys.Add("wallet", Wallet(n).ToString(), "state");
        for (var n = 0; n < 50_000; n++)
            Assert.True(keys.MayContain("wallet", Wallet(n).ToString(), "state"));
        var wrong = Enumerable.Range(50_000, 50_000)
            .Count(n => keys.MayContain("wallet", Wallet(n).ToString(), "state"));
        Assert.InRange(wrong, 0, 20);
    }

    [Fact]
    public void The_parts_of_a_key_do_not_run_together()
    {
        var keys = new KnownKeys();
        keys.Add("ab", "c", "d");
        Assert.False(keys.MayContain("a", "bc", "d"));
        Assert.False(keys.MayContain("ab", "cd", ""));
    }
}
