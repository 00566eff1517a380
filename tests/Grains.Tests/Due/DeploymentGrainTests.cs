using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Due;

/// <summary>What the operator is told of all wallets together.</summary>
public sealed class DeploymentGrainTests
{
    private readonly House _house = new();

    private static IDeploymentGrain Deployment(Process process) =>
        process.Client.GetGrain<IDeploymentGrain>(IDeploymentGrain.Key);

    private Task Bury(int letters) => _house.Store.Append(
        [
            .. Enumerable.Range(1, letters).Select(letter => new HistoryRow(
                House.AddressOf((uint)letter), HistoryTopic.DeadLetter, "key", _house.Time.GetUtcNow(), "risk", "rejected", "{}")),
        ],
        CancellationToken.None);

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1001, 1001, false)]
    [InlineData(10_001, 10_000, true)]
    public async Task Dead_letters_are_counted_over_all_pages_and_up_to_ten_thousand(int letters, int count, bool andMore)
    {
        await using var process = await _house.Start();
        await Bury(letters);

        var counted = await Deployment(process).CountDeadLetters();

        Assert.Equal((count, andMore), (counted.Count, counted.AndMore));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100_000, 500)]
    public async Task Page_has_one_row_at_least_and_five_hundred_at_most(int asked, int given)
    {
        await using var process = await _house.Start();
        await Bury(501);

        var page = await Deployment(process).DeadLetters(new HistoryFilter { Limit = asked });

        Assert.Equal(given, page.Items.Length);
        Assert.NotNull(page.Next);
    }
}
