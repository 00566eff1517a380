using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Most signals cross nothing; they must cost next to nothing.</summary>
public class HotPathTests
{
    [Fact]
    public void A_signal_that_crosses_nothing_keeps_the_state_and_allocates_at_most_400_bytes()
    {
        const int Signals = 1_000;
        var story = new Story(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        story.Sees("1.2", 1);
        story.Sees("2", 2);
        var scale = BigInteger.Pow(10, 18);
        var observed = Given.Observed([.. Enumerable.Range(0, Signals)
            .Select(n => Given.Signal(Rational.Of((2 * scale) + n, scale), 3, live: true, final: true))]);
        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var decision = Measure();

        var perSignal = (GC.GetAllocatedBytesForCurrentThread() - before) / Signals;
        Assert.Same(story.State, decision.State);
        Assert.Empty(decision.Effects);
        Assert.InRange(perSignal, 0, 400);

        Decision<WalletState, WalletEffect> Measure() =>
            WalletDecision.Decide(story.State, observed, Given.TimeOf(3), story.Policy);
    }
}
