using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Tests;

public sealed class ChainServicesTests
{
    [Fact]
    public void Chains_are_bound_from_configuration_and_found_by_name_or_id()
    {
        using var host = Host(new()
        {
            ["Kwala:Chains:0:Name"] = "local",
            ["Kwala:Chains:0:Id"] = "eip155:31337",
            ["Kwala:Chains:0:Rpc:0"] = "http://127.0.0.1:8545",
            ["Kwala:Chains:0:PollInterval"] = "00:00:00.010",
            ["Kwala:Chains:1:Name"] = "mainnet",
            ["Kwala:Chains:1:Id"] = "eip155:1",
            ["Kwala:Chains:1:Rpc:0"] = "https://one.example/key",
            ["Kwala:Chains:1:Rpc:1"] = "https://two.example/key",
        });
        var feeds = host.GetRequiredService<IChainFeeds>();
        Assert.Equal(["local", "mainnet"], feeds.Chains.Select(c => c.Name));
        Assert.Equal(ChainId.Evm(1), feeds.Resolve("Mainnet"));
        Assert.Equal(ChainId.Evm(31337), feeds.Resolve("eip155:31337"));
        Assert.Null(feeds.Resolve("goerli"));
        Assert.Equal(TimeSpan.FromMilliseconds(10), feeds.For(ChainId.Evm(31337))?.PollInterval);
        Assert.Null(feeds.For(ChainId.Evm(5)));
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_and_no_key_with_it()
    {
        using var host = Host(new()
        {
            ["Kwala:Chains:0:Id"] = "ethereum",
            ["Kwala:Chains:0:Retries"] = "99",
            ["Kwala:Chains:1:Name"] = "two",
            ["Kwala:Chains:1:Id"] = "eip155:1",
            ["Kwala:Chains:1:Rpc:0"] = "wss://node.example/s3cr3t",
            ["Kwala:Chains:1:RequestTimeout"] = "00:00:00",
            ["Kwala:Chains:2:Name"] = "TWO",
            ["Kwala:Chains:2:Id"] = "eip155:1",
            ["Kwala:Chains:2:Rpc:0"] = "https://node.example/s3cr3t",
        });
        var thrown = Assert.Throws<OptionsValidationException>(host.GetRequiredService<IChainFeeds>);
        string[] expected =
        [
            "Chain 0: Name is missing", "Chain 0: Id: A chain is written as", "Chain 0: Rpc is empty",
            "Chain 0: Retries must be", "Chain two: Rpc:0 is not an http(s) URL", "Chain two: RequestTimeout must be",
            "The name two is given to 2 chains", "The id eip155:1 is given to 2 chains",
        ];
        Assert.Equal(expected.Length, thrown.Failures.Count());
        Assert.All(expected, e => Assert.Contains(thrown.Failures, f => f.StartsWith(e, StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cr3t", thrown.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Host(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddKwalaChain(new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .Build()
            .GetSection(ChainsOptions.Section))
        .BuildServiceProvider();
}
