using System.Collections.Immutable;
using System.Numerics;
using Kwala.Chain.Calls;
using Kwala.Chain.Prices;
using Kwala.Chain.Tests.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Kwala.TestKit.Services;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Tests.Prices;

/// <summary>Feeds by the real compiler on a real EVM node, with the interface of Chainlink's aggregators.</summary>
public sealed class ChainlinkPricesTests
{
    private const string Contract = """
        // SPDX-License-Identifier: MIT
        pragma solidity ^0.8.0;
        contract Feed {
            uint8 public decimals;
            uint80 private first;
            int256[] private answers;
            uint256[] private times;
            constructor(uint8 digits, uint80 phase) { decimals = digits; first = (phase << 64) + 1; }
            function set(int256 answer, uint256 ago) external { answers.push(answer); times.push(block.timestamp - ago); }
            function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
                return getRoundData(first + uint80(answers.length) - 1);
            }
            function getRoundData(uint80 id) public view returns (uint80, int256, uint256, uint256, uint80) {
                require(id >= first && id < first + answers.length, "No data present");
                return (id, answers[id - first], times[id - first], times[id - first], id);
            }
        }
        """;

    private static readonly Lazy<Task<IReadOnlyDictionary<string, CompiledContract>>> Compiled =
        new(() => SolidityCompiler.Compile(Contract));

    [SkippableFact]
    public async Task Prices_are_read_at_a_block_and_what_cannot_be_believed_says_why()
    {
        Skip.IfNot(await NodeServices.MissingReason() is null, await NodeServices.MissingReason());
        await using var node = await AnvilNode.Start();
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        Address[] tokens = [.. Enumerable.Range(0x51, 8).Select(n => Lending.AddressOf((byte)n))];
        var calm = await Feed(deployer, 8, (2000, 20), (2001, 10));
        var first = await Feed(deployer, 18, (BigInteger.Pow(10, 10), 0));
        var old = await Feed(deployer, 8, (2000, 7200), (2000, 4000));
        var jumping = await Feed(deployer, 8, (2000, 20), (1000, 10));
        var other = await Feed(deployer, 8, (1990, 20), (1010, 10));
        var empty = await Feed(deployer, 8);
        var block = deployer.Block;
        await Set(deployer, calm, 9, 0);
        using var http = new HttpClient();
        var options = new ChainOptions { Id = Lending.Chain.Value };
        foreach (var (token, feed, against) in new[]
        {
            (0, calm, null), (1, first, null), (2, old, null), (3, jumping, null), (4, jumping, (Address?)other),
            (5, empty, null), (6, calm, empty),
        })
            options.Prices.Add(new PriceFeedOptions
            {
                Asset = tokens[token].ToString(),
                Feed = feed.ToString(),
                AgeMax = TimeSpan.FromHours(1),
                Against = against?.ToString(),
            });
        var all = new ChainsOptions();
        all.Chains.Add(options);
        var prices = new ChainlinkPrices(
            new OneReader(new ContractReader(
                Lending.Chain, [Asking.Endpoint(http, node.Url)], TimeSpan.FromSeconds(1), () => 1)),
            Options.Create(all));

        var answer = await prices.Prices(
            Lending.Chain, block, await deployer.Time(), [.. tokens], CancellationToken.None);

        var told = Assert.IsType<ChainAnswer<ImmutableArray<PriceOutcome>>.Answered>(answer).Value
            .Select(outcome => outcome.Match(
                known => $"{known.Price}", stale => $"{stale.Price} {stale.Reason}",
                deviating => $"{deviating.Price} {deviating.Reason}", why => why));
        string[] expected =
        [
            "2001", "1", "is 01:", "more than 20 % from 2000", "1000",
            $"{empty.ToChecksumString()} does not answer: it refuses, ", "which the answer is held against, does not answer",
            "No price feed is configured",
        ];
        Assert.All(told.Zip(expected), it => Assert.Contains(it.Second, it.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Node_that_is_away_is_no_price_and_no_reason_against_one()
    {
        var chain = new FakeChain();
        var node = new FakeNode(chain) { Refuse = (_, _) => (-32000, "header not found") };
        var options = new ChainsOptions();
        options.Chains.Add(new ChainOptions { Id = Lending.Chain.Value });
        options.Chains[0].Prices.Add(new PriceFeedOptions
        {
            Asset = Lending.Market.ToString(),
            Feed = Lending.Market.ToString(),
            AgeMax = TimeSpan.FromHours(1),
        });
        var prices = new ChainlinkPrices(new OneReader(Asking.ReaderOver(node)), Options.Create(options));

        Assert.IsType<ChainAnswer<ImmutableArray<PriceOutcome>>.NotYet>(await prices.Prices(
            Lending.Chain, chain.Blocks[0].Ref, DateTimeOffset.UnixEpoch, [Lending.Market], CancellationToken.None));
    }

    private static async Task<Address> Feed(ContractDeployer deployer, int decimals, params (BigInteger Answer, int Ago)[] rounds)
    {
        var feed = await deployer.Deploy(
            (await Compiled.Value)["Feed"], "uint8,uint80", ContractDeployer.Of(decimals), ContractDeployer.Of(5));
        foreach (var (answer, ago) in rounds)
            await Set(deployer, feed, answer, ago);
        return feed;
    }

    // In whole units of eight decimals, as most feeds have them.
    private static Task Set(ContractDeployer deployer, Address feed, BigInteger answer, int ago) => deployer.Send(
        feed, "set(int256,uint256)", [ContractDeployer.Of(answer * 100_000_000), ContractDeployer.Of(ago)]);
}
