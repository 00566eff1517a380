using Kwala.Core.Backtests;
using Kwala.Grains.Backtests;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Backtests;

/// <summary>Which blocks lie between two instants.</summary>
public sealed class PastRangeTests
{
    private readonly FakeTime _time = new();
    private readonly DateTimeOffset _start;
    private readonly FakeChain _world;

    // Block 0 at second 0, two blocks at each of 10, 20, ... 100: 1 and 2, 3 and 4, ... 19 and 20.
    public PastRangeTests()
    {
        _start = _time.GetUtcNow();
        _world = new FakeChain(House.Chain, _time);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            _world.Mine();
            _world.Mine();
        }
    }

    [Theory]
    [InlineData(-1000, null, 0, null)]
    [InlineData(0, null, 0, null)]
    [InlineData(1, null, 1, null)]
    [InlineData(10, null, 1, null)] // the first of two at that time
    [InlineData(11, null, 3, null)]
    [InlineData(100, null, 19, null)]
    [InlineData(0, 10, 0, 0)] // before 10
    [InlineData(0, 11, 0, 2)]
    [InlineData(35, 75, 7, 14)]
    [InlineData(35, 70, 7, 12)]
    [InlineData(0, 100, 0, 18)]
    [InlineData(0, 101, 0, 20)]
    [InlineData(0, 100_000, 0, 20)] // the future
    public async Task First_block_at_or_after_and_last_block_before(int from, int? to, int first, int? last) =>
        Assert.Equal(
            new ChainAnswer<PastRange>.Answered(new PastRange(first, last)),
            await Of(At(from), to is { } end ? At(end) : null));

    [Fact]
    public async Task Block_and_instant_may_be_mixed()
    {
        Assert.Equal(
            new ChainAnswer<PastRange>.Answered(new PastRange(5, 12)), await Of(PastBound.OfBlock(5), At(70)));
        Assert.Equal(
            new ChainAnswer<PastRange>.Answered(new PastRange(7, 9)), await Of(At(35), PastBound.OfBlock(9)));
    }

    [Theory]
    [InlineData(101, null, "Block 20, the newest, is of 2026-01-01 00:01:40Z: no block comes after 2026-01-01T00:01:41Z.")]
    [InlineData(31, 39, "No block lies from 2026-01-01T00:00:31Z to before 2026-01-01T00:00:39Z.")]
    [InlineData(-20, -10, "No block lies from 2025-12-31T23:59:40Z to before 2025-12-31T23:59:50Z.")]
    public async Task Where_no_block_lies_that_is_said(int from, int? to, string reason) => Assert.Equal(
        reason,
        Assert.IsType<ChainAnswer<PastRange>.Refused>(await Of(At(from), to is { } end ? At(end) : null)).Reason);

    [Fact]
    public async Task Few_blocks_are_asked_and_none_where_only_blocks_are_named()
    {
        for (var i = 0; i < 1000; i++)
            _world.Mine();
        await Of(At(35), null);
        Assert.InRange(_world.Stamped, 2, 12);
        var asked = _world.Stamped;

        Assert.Equal(
            new ChainAnswer<PastRange>.Answered(new PastRange(5, null)), await Of(PastBound.OfBlock(5), null));
        Assert.Equal(asked, _world.Stamped);
    }

    [Fact]
    public async Task Silent_node_is_waited_for()
    {
        var troubles = new Queue<FeedStep>([new FeedStep.NotYet("busy", TimeSpan.Zero)]);
        _world.Trouble = () => troubles.TryDequeue(out var trouble) ? trouble : null;
        var steps = new List<PastStep>();

        await foreach (var step in new PastOfChain(_world, At(35), At(75), _time).Read(new LogQuery([]), default))
            steps.Add(step);

        Assert.Equal("busy", Assert.IsType<PastStep.Waiting>(steps[0]).Reason);
        var portion = Assert.IsType<PastStep.Portion>(steps[^1]);
        Assert.Equal((7, 14, 1.0), (portion.From, portion.Through, portion.Share));
    }

    private PastBound At(int seconds) => PastBound.OfTime(_start.AddSeconds(seconds));

    private Task<ChainAnswer<PastRange>> Of(PastBound from, PastBound? to) => PastRange.Of(_world, from, to, default);
}
