using Kwala.Chain.Portfolio;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Tests.Portfolio;

public sealed class PortfolioOptionsTests
{
    private const string Token = "0x7070707070707070707070707070707070707070";

    [Fact]
    public void What_is_configured_is_bound_and_needs_nothing_else()
    {
        using var host = Host(new()
        {
            ["Kwala:Portfolio:Assets:0:Chain"] = "Local",
            ["Kwala:Portfolio:Assets:0:Token"] = Token,
            ["Kwala:Portfolio:Markets:0:Chain"] = "eip155:31337",
            ["Kwala:Portfolio:Markets:0:Pool"] = Token,
        });

        var options = host.GetRequiredService<IOptions<PortfolioOptions>>().Value;
        Assert.Equal((Token, 18), (Assert.Single(options.Assets).Token, options.Assets[0].Decimals));
        Assert.NotNull(host.GetService<IPortfolioReader>());
        using var bare = Host([]);
        Assert.Empty(bare.GetRequiredService<IOptions<PortfolioOptions>>().Value.Assets);
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        using var host = Host(new()
        {
            ["Kwala:Portfolio:AgeMax"] = "2.00:00:00",
            ["Kwala:Portfolio:Assets:0:Chain"] = "locl",
            ["Kwala:Portfolio:Assets:0:Token"] = "weth",
            ["Kwala:Portfolio:Assets:0:Decimals"] = "37",
            ["Kwala:Portfolio:Assets:1:Chain"] = "local",
            ["Kwala:Portfolio:Assets:1:Token"] = Token,
            ["Kwala:Portfolio:Assets:2:Chain"] = "eip155:31337",
            ["Kwala:Portfolio:Assets:2:Token"] = Token,
            ["Kwala:Portfolio:Markets:0:Chain"] = "local",
        });

        var refused = Assert.Throws<OptionsValidationException>(
            () => host.GetRequiredService<IOptions<PortfolioOptions>>().Value).Failures.ToArray();

        Assert.Equal(6, refused.Length);
        Assert.All(
            new[]
            {
                "Assets:0:Chain is no configured chain: did you mean \"local\"?", "Assets:0:Token is no address.",
                $"Assets lists {Token} of local twice.", "Markets:0:Pool is no address.",
                "Assets:0:Decimals must be 0 to 36.", "AgeMax must lie between",
            },
            it => Assert.Contains(refused, failure =>
                failure.StartsWith($"Kwala:Portfolio:{it}", StringComparison.Ordinal)));
    }

    [Fact]
    public void At_most_so_many_assets_of_a_chain_are_counted()
    {
        using var host = Host(Enumerable.Range(0, 65).SelectMany(it => new[]
        {
            ($"Kwala:Portfolio:Assets:{it}:Chain", "local"),
            ($"Kwala:Portfolio:Assets:{it}:Token", $"0x70707070707070707070707070707070707070{it:x2}"),
        }).ToDictionary(it => it.Item1, it => (string?)it.Item2));

        Assert.Contains(
            "Assets has 65 entries of local: at most 64 of a chain.",
            Assert.Single(Assert.Throws<OptionsValidationException>(
                () => host.GetRequiredService<IOptions<PortfolioOptions>>().Value).Failures),
            StringComparison.Ordinal);
    }

    private static ServiceProvider Host(Dictionary<string, string?> settings)
    {
        settings["Kwala:Chains:0:Name"] = "local";
        settings["Kwala:Chains:0:Id"] = "eip155:31337";
        settings["Kwala:Chains:0:Rpc:0"] = "http://127.0.0.1:8545";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddKwalaChain(configuration.GetSection(ChainsOptions.Section))
            .AddKwalaPortfolio(configuration.GetSection(PortfolioOptions.Section))
            .BuildServiceProvider();
    }
}
