using Kwala.Simulation.Worlds;

namespace Kwala.Simulation.Tests;

public sealed class PlanTextTests
{
    [Fact]
    public void A_line_makes_the_same_world_again()
    {
        for (var seed = 1UL; seed < 50; seed++)
        {
            var plan = WorldPlan.Of(seed) with { Blocks = 3, Wallets = 2 };
            Assert.Equal(plan, PlanText.Read(PlanText.Of(plan).Split(' ')));
        }
    }

    [Fact]
    public void A_seed_alone_is_enough() => Assert.Equal(WorldPlan.Of(42), PlanText.Read(["--seed", "42"]));
}
