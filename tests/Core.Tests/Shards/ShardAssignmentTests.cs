using System.Collections.Immutable;
using Kwala.Core.Shards;

namespace Kwala.Core.Tests.Shards;

public sealed class ShardAssignmentTests
{
    private static readonly ImmutableArray<ulong> Silos = [0x1234, 0xBEEF, 0x77, 0xC0FFEE, 0x5EED];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(16, 3)]
    [InlineData(16, 16)]
    [InlineData(256, 7)]
    public void No_silo_has_more_than_its_share(int shards, int silos)
    {
        var assigned = ShardAssignment.Of(shards, [.. Enumerable.Range(0, silos).Select(it => (ulong)it * 7919)]);

        Assert.Equal(shards, assigned.Length);
        Assert.All(assigned.CountBy(it => it), it => Assert.InRange(it.Value, 1, (shards + silos - 1) / silos));
    }

    // Computed by a program of its own from the description: silos of two versions assign alike.
    [Fact]
    public void All_who_know_the_same_silos_assign_alike_in_every_version() =>
        Assert.Equal([3, 3, 0, 0, 3, 3, 2, 0, 4, 1, 1, 1, 0, 2, 4, 2], ShardAssignment.Of(16, Silos).AsEnumerable());

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(256)]
    public void Silo_that_joins_takes_its_share_and_moves_little_else(int shards)
    {
        var before = ShardAssignment.Of(shards, Silos[..4]);
        var after = ShardAssignment.Of(shards, Silos);

        var taken = after.Count(it => it == 4);
        var moved = Enumerable.Range(0, shards).Count(it => before[it] != after[it]);
        Assert.InRange(taken, 1, (shards / 5) + 1);
        Assert.InRange(moved, taken, shards / 2);
    }

    [Fact]
    public void Without_silos_there_is_nothing_to_assign() =>
        Assert.ThrowsAny<ArgumentException>(() => ShardAssignment.Of(16, []));
}
