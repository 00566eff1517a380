using System.Text.Json;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>Workflows of several depths on one chain, through a reorg of blocks that only depth 0 had seen.</summary>
public sealed class DepthsTests
{
    [SkippableFact]
    public async Task What_a_reorg_replaces_is_taken_back_at_depth_0_and_never_told_deeper()
    {
        await using var world = await LendingWorld.Prepare(Workflow("at-once", 0));
        world.Deployment.WithWorkflow("soon.yaml", Workflow("soon", 3)).WithWorkflow("sure.yaml", Workflow("sure", 12));
        await world.StartKwala();
        var (steady, fleeting, lasting) = (People.Wallet(1), People.Wallet(2), People.Wallet(3));
        await world.Market.Report((steady, 1.2m));
        await world.Mine(12);
        await world.Gate.Has(3);

        await world.Market.Report((fleeting, 1.2m), (lasting, 1.2m));
        await world.Mine(2);
        await world.Gate.Has(5); // Both, at depth 0 alone.
        await world.Reorg(3);
        var block = await world.Market.Report((lasting, 1.19m));
        await world.Mine(14);
        await world.Kwala.HasRead(block);
        await world.Gate.Has(8);

        // The last crossing is told by all, which proves that nothing else was on its way before it.
        var closing = People.Wallet(4);
        block = await world.Market.Report((closing, 1.2m));
        await world.Mine(12);
        await world.Kwala.HasRead(block);
        await world.Gate.Has(11);

        Assert.Equal(
            [
                $"{steady} at-once alert", $"{steady} soon alert", $"{steady} sure alert",
                $"{fleeting} at-once alert", $"{fleeting} at-once retraction",
                $"{lasting} at-once alert", $"{lasting} soon alert", $"{lasting} sure alert",
                $"{closing} at-once alert", $"{closing} soon alert", $"{closing} sure alert",
            ],
            world.Gate.Passed
                .Select(it => $"{it.Wallet} {it.Workflow} {it.Type["notification.".Length..]}")
                .Order(StringComparer.Ordinal));
        var status = Assert.Single((await world.Operator.Get("/v1/status"))["chains"].EnumerateArray());
        Assert.Equal(
            [(0, block + 13, block + 13), (3, block + 10, block + 10), (12, block + 1, block + 1)],
            status.GetProperty("depths").EnumerateArray().Select(Place));
    }

    private static (int Confirmations, long Next, long Seen) Place(JsonElement depth)
    {
        Assert.Equal((0, 1m), (depth.GetProperty("lagBlocks").GetInt64(), depth.GetProperty("coverage").GetDecimal()));
        return (
            depth.GetProperty("confirmations").GetInt32(),
            depth.GetProperty("nextBlock").GetInt64(),
            depth.GetProperty("blocksSeen").GetInt64());
    }

    private static string Workflow(string name, int confirmations) =>
        Deployment.HealthFactorWorkflow(confirmations: confirmations, name: name);
}
