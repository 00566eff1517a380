using System.Diagnostics;
using System.IO.Compression;
using Kwala.Chain.Tests.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Microsoft.AspNetCore.Http;
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
    public async Task Redirect_is_not_followed_and_no_trace_leaves_with_a_request()
    {
        var headers = new List<string>();
        await using var node = await LoopbackNode.Start((context, _) =>
        {
            headers.AddRange(context.Request.Headers.Keys);
            context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var host = Host(Only(node));
        using var caller = new Activity("caller").Start();

        var answer = await Feed(host).Start(null, CancellationToken.None);

        Assert.Contains("HTTP status 307", NotYet(answer), StringComparison.Ordinal);
        Assert.Single(node.Received);
        Assert.DoesNotContain("traceparent", headers, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Compressed_answer_is_unfolded()
    {
        await using var node = await LoopbackNode.Start(async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync("""{"id":1,"result":"0x1"}"""u8.ToArray());
        });
        using var host = Host(Only(node));

        var answer = await Feed(host).Start(null, CancellationToken.None);

        Assert.Contains(
            "serves eip155:1",
            Assert.IsType<ChainAnswer<FeedCheckpoint>.Refused>(answer).Reason,
            StringComparison.Ordinal);
    }

    private static string NotYet(ChainAnswer<FeedCheckpoint> answer) =>
        Assert.IsType<ChainAnswer<FeedCheckpoint>.NotYet>(answer).Reason;

    private static IChainFeed Feed(ServiceProvider host) =>
        host.GetRequiredService<IChainFeeds>().For(ChainId.Evm(31337))!;

    private static Dictionary<string, string?> Only(LoopbackNode node) => new()
    {
        ["Kwala:Chains:0:Name"] = "local",
        ["Kwala:Chains:0:Id"] = "eip155:31337",
        ["Kwala:Chains:0:Rpc:0"] = node.Url.ToString(),
        ["Kwala:Chains:0:Retries"] = "0",
    };

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
            "Kwala:Chains:0:Name is missing", "Kwala:Chains:0:Id is no chain's id: A chain is written as",
            "Kwala:Chains:0:Rpc is empty", "Kwala:Chains:0:Retries is 99. Use 0 to 10.",
            "Kwala:Chains:1:Rpc:0 is not an http(s) URL", "Kwala:Chains:1:RequestTimeout is 00:00:00. Use 0.1 s",
            "The name two is given to 2 chains", "The id eip155:1 is given to 2 chains",
        ];
        Assert.Equal(expected.Length, thrown.Failures.Count());
        Assert.All(expected, e => Assert.Contains(thrown.Failures, f => f.StartsWith(e, StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cr3t", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>An option of a chain that is fine else, its value, and what is told of it; null for nothing.</summary>
    [Theory]
    [InlineData("Name", "main-net_2", null)]
    [InlineData("Name", " ", ":Name is missing")]
    [InlineData("Name", "main net", ":Name holds a colon or a space. Use letters")]
    [InlineData("Name", "eip155:1", ":Name holds a colon or a space. Use letters")]
    [InlineData("Id", "eip155:18446744073709551615", null)]
    [InlineData("Id", "", ":Id is no chain's id: A chain is written as namespace:reference, such as eip155:1.")]
    [InlineData("Id", "1", ":Id is no chain's id: A chain is written as namespace:reference, such as eip155:1.")]
    [InlineData("Id", "EIP155:1", ":Id is no chain's id: Before the colon stand")]
    [InlineData("Id", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", ":Id is no EVM chain's")]
    [InlineData("Id", "eip155:x", ":Id must end in the chain's number")]
    [InlineData("Id", "eip155:0", ":Id must end in the chain's number")]
    [InlineData("Id", "eip155:01", ":Id must end in the chain's number")]
    [InlineData("Id", "eip155:18446744073709551616", ":Id must end in the chain's number")]
    [InlineData("Rpc:0", "https://[::1]:8545/s3cr3t?key=s3cr3t", null)]
    [InlineData("Rpc:0", "", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "node.example/s3cr3t", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "/s3cr3t", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "http:///s3cr3t", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "http://node.example:99999/s3cr3t", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "wss://node.example/s3cr3t", ":Rpc:0 is not an http(s) URL. Write it as")]
    [InlineData("Rpc:0", "https://s3cr3t@node.example/", ":Rpc:0 has a user name or password before its host")]
    [InlineData("Rpc:0", "https://me:s3cr3t@node.example/", ":Rpc:0 has a user name or password before its host")]
    [InlineData("Rpc:0", "https://node.example/#s3cr3t", ":Rpc:0 has a user name or password before its host")]
    [InlineData("Rpc:1", "https://NODE.example:443/s3cr3t", ":Rpc:1 is the same URL as Rpc:0. Remove one")]
    [InlineData("PollInterval", "-00:00:01", ":PollInterval is -00:00:01. Use 1 ms to 5 min")]
    [InlineData("PollInterval", "00:00:00", ":PollInterval is 00:00:00. Use 1 ms to 5 min")]
    [InlineData("RequestTimeout", "10", ":RequestTimeout is 10.00:00:00. Use 0.1 s to 5 min, such as 00:00:10.")]
    [InlineData("Retries", "-1", ":Retries is -1. Use 0 to 10.")]
    [InlineData("AnswerBytesMax", "65535", ":AnswerBytesMax is 65535. Use 65536 (64 KiB)")]
    [InlineData("RangeBlocksMax", "0", ":RangeBlocksMax is 0. Use 1 to 1000000.")]
    [InlineData("FollowBlocksMax", "257", ":FollowBlocksMax is 257. Use 1 to 256.")]
    [InlineData("LiveBlocks", "0", ":LiveBlocks is 0. Use 1 to 100000.")]
    public void One_option_is_told_by_its_key_with_a_remedy_and_no_part_of_a_URL(
        string option, string value, string? told)
    {
        // Not 0, and a gap before: the key is told, not the place in the list.
        const string Chain = "Kwala:Chains:3";
        Dictionary<string, string?> settings = new()
        {
            [$"{Chain}:Name"] = "mainnet",
            [$"{Chain}:Id"] = "eip155:1",
            [$"{Chain}:Rpc:0"] = "https://node.example/s3cr3t",
        };
        settings[$"{Chain}:{option}"] = value;
        using var host = Host(settings);

        if (told is null)
        {
            Assert.Single(host.GetRequiredService<IChainFeeds>().Chains);
            return;
        }

        var thrown = Assert.Throws<OptionsValidationException>(host.GetRequiredService<IChainFeeds>);
        Assert.StartsWith(Chain + told, Assert.Single(thrown.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AgeMax", "1.06:00:00", null)]
    [InlineData("Against", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", null)]
    [InlineData("Asset", "", ":Asset is no address. ")]
    [InlineData("Feed", "0x12", ":Feed is no address. An address has 40 hex digits")]
    [InlineData("Against", "eth-usd", ":Against is no address. ")]
    [InlineData("AgeMax", "00:00:00", ":AgeMax must be the feed's heartbeat and a little more, 1 s to 30 days")]
    [InlineData("AgeMax", "31.00:00:00", ":AgeMax must be the feed's heartbeat and a little more, 1 s to 30 days")]
    [InlineData("DeviationMaxPercent", "0", ":DeviationMaxPercent must be 1 to 1000.")]
    [InlineData("DeviationMaxPercent", "1001", ":DeviationMaxPercent must be 1 to 1000.")]
    public void Price_feed_is_told_by_its_key_with_a_remedy(string option, string value, string? told)
    {
        const string Feed = "Kwala:Chains:0:Prices:0";
        Dictionary<string, string?> settings = new()
        {
            ["Kwala:Chains:0:Name"] = "mainnet",
            ["Kwala:Chains:0:Id"] = "eip155:1",
            ["Kwala:Chains:0:Rpc:0"] = "https://node.example/s3cr3t",
            [$"{Feed}:Asset"] = "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359",
            [$"{Feed}:Feed"] = "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb",
            [$"{Feed}:AgeMax"] = "01:10:00",
        };
        settings[$"{Feed}:{option}"] = value;
        using var host = Host(settings);

        if (told is null)
            Assert.NotNull(host.GetRequiredService<IPriceSource>());
        else
            Assert.StartsWith(
                Feed + told,
                Assert.Single(Assert.Throws<OptionsValidationException>(host.GetRequiredService<IPriceSource>).Failures),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Asset_with_two_feeds_is_refused()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Kwala:Chains:0:Name"] = "mainnet",
            ["Kwala:Chains:0:Id"] = "eip155:1",
            ["Kwala:Chains:0:Rpc:0"] = "https://node.example/s3cr3t",
        };
        foreach (var (at, asset) in new[] { "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359" }.Index())
        {
            settings[$"Kwala:Chains:0:Prices:{at}:Asset"] = asset;
            settings[$"Kwala:Chains:0:Prices:{at}:Feed"] = "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb";
            settings[$"Kwala:Chains:0:Prices:{at}:AgeMax"] = "01:10:00";
        }

        using var host = Host(settings);
        Assert.Equal(
            ["Kwala:Chains:0:Prices:1:Asset has a feed already. Leave one out."],
            Assert.Throws<OptionsValidationException>(host.GetRequiredService<IPriceSource>).Failures);
    }

    private static ServiceProvider Host(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddKwalaChain(new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .Build()
            .GetSection(ChainsOptions.Section))
        .BuildServiceProvider();
}
