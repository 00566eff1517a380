using Kwala.Grains.Hosting;
using Kwala.Grains.Tests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Tests.Hosting;

/// <summary>What a host starts by itself, and what keeps it from starting.</summary>
public sealed class KwalaStartupTests
{
    private readonly House _house = new();

    [Fact]
    public async Task Every_bucket_keeps_watch_and_every_chain_is_followed_once_all_else_has_started()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:Shards", "3"));
        var startup = ActivatorUtilities.CreateInstance<KwalaStartup>(process.Services);
        await startup.StartingAsync(CancellationToken.None);
        await startup.StartAsync(CancellationToken.None);
        Assert.Empty(_house.Reminders.Names);

        await startup.StartedAsync(CancellationToken.None);

        Assert.Equal(["follow", "keep", "keep", "keep"], _house.Reminders.Names.Order());
    }

    [Theory]
    [InlineData("Kwala:Grains:Shards", "0")]
    [InlineData("Kwala:Links:ValidFor", "01:00:00")]
    public async Task Mistake_in_the_options_stops_the_start(string option, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => _house.Start(null, (option, value)));

        Assert.Contains(option, failure.Message, StringComparison.Ordinal);
    }
}
