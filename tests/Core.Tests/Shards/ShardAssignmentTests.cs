using System.Collections.Immutable;
using FsCheck;
using FsCheck.Xunit;
using Kwala.Core.Shards;

namespace Kwala.Core.Tests.Shards;

public sealed class ShardAssignmentTests
{
    private static readonly ImmutableArray<ulong> Silos = [0x1234, 0xBEEF, 0x77, 0xC0FFEE, 0x5EED];

    [Property]
    public void No_silo_has_more_than_its_share(PositiveInt shards, PositiveInt silos)
    {
        var ids = Enumerable.Range(0, (silos.Get % 9) + 1).Select(it => (ulong)it * 7919).ToImmutableArray();
        var assigned = ShardAssignment.Of(shards.Get, ids);

        Assert.Equal(shards.Get, assigned.Length);
        var share = (shards.Get + ids.Length - 1) / ids.Length;
        Assert.All(assigned.CountBy(it => it), it => Assert.InRange(it.Value, 1, share));
    }

    [Fact]
    public void All_who_know_the_same_silos_assign_alike() =>
        Assert.Equal(ShardAssignment.Of(64, Silos), ShardAssignment.Of(64, [.. Silos]));

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
