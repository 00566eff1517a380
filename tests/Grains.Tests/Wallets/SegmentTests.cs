using Kwala.Core.Behaviour;
using Kwala.Grains.Hosting;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>Segments of the configuration, in the decisions of wallets.</summary>
public sealed class SegmentTests
{
    private readonly House _house = new();

    [Theory]
    [InlineData("daysSinceSeen > 60", "< 1.6")]
    [InlineData("hasTier", "< 1.5")]
    public async Task Wallet_that_belongs_to_a_segment_has_its_threshold(string condition, string threshold)
    {
        var workflow = House.Workflow("webhook");
        await using var process = await _house.Start(
            workflow with { Yaml = workflow.Yaml + "\nsegments: { absent: 1.60 }\ndefault-tier: conservative" },
            ("Kwala:Segments:Where:absent", condition));

        await process.Wallet.Observe(_house.Batch("1.45"));

        Assert.Equal(threshold, (await _house.Webhook.Next()).Fields["threshold"]);
    }

    [Fact]
    public async Task Wallet_that_comes_into_a_segment_is_told_of_the_present_value()
    {
        var workflow = House.Workflow("webhook");
        await using var process = await _house.Start(
            workflow with { Yaml = workflow.Yaml + "\nsegments: { there: 1.60 }" },
            ("Kwala:Segments:Where:there", "daysSinceSeen == 0"),
            ("Kwala:Grains:FromBlock:local", "1"));
        _house.World.Mine(House.Health(House.Wallet, 1.45m));
        await _house.Follow(process);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        await process.Wallet.Interact("one", new Interaction(
            InteractionKind.Opened, InteractionSource.Api, new InteractionTarget.Nothing()));

        Assert.Equal("< 1.6", (await _house.Webhook.Next()).Fields["threshold"]);
    }

    [Fact]
    public void Every_mistake_of_the_segments_is_told_at_once_with_its_place()
    {
        var options = new SegmentsOptions();
        options.Where["Absent"] = "isDormant";
        options.Where["busy"] = "alertsToday > 5 and isBusy";
        options.Where["many"] = "alertsToday";

        var mistakes = new SegmentsOptionsValidator().Validate(null, options).Failures!.ToArray();

        Assert.Equal(3, mistakes.Length);
        Assert.Equal("Kwala:Segments:Where:Absent: a segment's name has 1 to 64 of a-z, 0-9 and -.", mistakes[0]);
        Assert.StartsWith("Kwala:Segments:Where:busy, column 21: wallet has no argument \"isBusy\":", mistakes[1], StringComparison.Ordinal);
        Assert.StartsWith("Kwala:Segments:Where:many, column 1: Expected true or false;", mistakes[2], StringComparison.Ordinal);
    }
}
