using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Positions that prices move, where their lines, their workflow or its prices are others from now on.</summary>
public sealed class MovedLineTests : MovedPositionStory
{
    [Fact]
    public async Task Line_that_its_owner_moves_counts_without_a_log_of_the_position()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.45m);
        await Tick(1960);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        Assert.IsType<PreferencesChange.Changed>(await process.Client.GetGrain<IWalletGrain>(Number(0).ToString())
            .ChangePreferences(
                Preferences.Unset with
                {
                    Thresholds = Preferences.Unset.Thresholds.Add(
                        House.Risk, Threshold.Below(Rational.Of(14, 10))),
                },
                null,
                vouched: false));
        await Tick(1925);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Line_that_a_new_version_moves_counts_at_once()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.45m);
        await Tick(1960);

        await Put(process, Yaml.Replace("standard: 1.30", "standard: 1.40", StringComparison.Ordinal));
        await _house.Rest();
        await Tick(1925);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Line_of_a_segment_is_not_passed_unseen()
    {
        await using var process = await Start(
            Yaml + "\nsegments: { careful: 1.60 }", ("Kwala:Segments:Where:careful", "ownThresholds == 0"));
        await Tick(2000);
        await Open(1.8m);

        // To 1.71, and to 1.575.
        await Tick(1900);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
        await Tick(1750);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Prices_that_a_new_version_adds_find_the_positions_that_are_known()
    {
        await using var process = await Start(Yaml[..Yaml.IndexOf("recheck:", StringComparison.Ordinal)]);
        await Open(1.35m, 5m);

        await Put(process, Yaml);
        await _house.Rest();
        _house.World.Readings.Clear();
        await Tick(1850);

        Assert.Equal([2], _house.World.Readings);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Another_value_of_a_new_version_is_read_of_everybody()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m, 5m);

        await Put(process, Yaml.Replace("value: account / 1e18", "value: account / 2e18", StringComparison.Ordinal));
        await _house.Rest();
        _house.World.Readings.Clear();
        await Tick(2001);

        Assert.Equal([2], _house.World.Readings);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Workflow_that_comes_back_finds_its_positions()
    {
        await using var process = await Start(Yaml);
        await Tick(2000);
        await Open(1.35m);
        // The chain is followed on for another one.
        await Put(process, House.Workflow("other", 0).Yaml);
        await _house.Rest();
        await process.Registry.Delete(House.Risk);
        await _house.Rest();
        await Put(process, Yaml);
        await _house.Rest();

        await Tick(1850);

        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }
}
