using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// samples/workflows/price-level.yaml and price-move-feed.yaml on a real EVM node, by the event of Chainlink's
/// aggregators: a log that names no wallet reaches those who subscribed and whose line it passes.
/// </summary>
public sealed class SubscriberPriceTests
{
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private const string Contract = """
        // SPDX-License-Identifier: MIT
        pragma solidity ^0.8.0;
        contract Aggregator {
            event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);
            uint256 private round;
            function set(int256 answer) external { emit AnswerUpdated(answer, ++round, block.timestamp); }
        }
        """;

    [SkippableFact]
    public async Task Price_that_falls_is_told_to_subscribers_by_their_own_lines_and_a_move_by_its_size()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var aggregator = await deployer.Deploy((await SolidityCompiler.Compile(Contract))["Aggregator"]);
        using var deployment = new Deployment(node.Url, await Sample("price-level", aggregator));
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        await using var kwala = await RunningKwala.Start(deployment);
        using var api = new Api(kwala, Deployment.ApiKey);
        var put = await api.Put(
            "/v1/workflows/price-move-feed", await Sample("price-move-feed", aggregator), type: "application/yaml");
        Assert.Equal(System.Net.HttpStatusCode.OK, put.Status);
        var (careful, bold, mover, stranger) = (People.Wallet(1), People.Wallet(2), People.Wallet(3), People.Wallet(4));
        await Price(2100);
        await Subscribe(careful, "price-level", "\"tier\": \"conservative\"");
        await Subscribe(bold, "price-level", """ "thresholds": {"price-level": {"below": "1000"}} """);
        await Subscribe(mover, "price-move-feed", "\"tier\": \"standard\"");

        await Price(1990);
        Assert.Equal(["notify"], await kwala.Outcomes(careful));
        Assert.Empty(await kwala.Outcomes(mover));
        await Price(1850);

        Assert.Equal(["notify"], await kwala.Outcomes(careful));
        Assert.Equal(["notify"], await kwala.Outcomes(mover));
        Assert.Empty(await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(stranger));
        var told = new[] { (await webhook.NextRequest()).Body, (await webhook.NextRequest()).Body };
        Assert.Contains(told, body => body.Contains(careful.ToString(), StringComparison.Ordinal)
            && body.Contains("1990", StringComparison.Ordinal));
        Assert.Contains(told, body => body.Contains(mover.ToString(), StringComparison.Ordinal)
            && body.Contains("-11.9", StringComparison.Ordinal));

        async Task Price(int usd)
        {
            await deployer.Send(aggregator, "set(int256)", [ContractDeployer.Of(usd * 100_000_000L)]);
            await kwala.HasRead(deployer.Block.Number);
        }

        async Task Subscribe(Address wallet, string workflow, string also) => Assert.Equal(
            System.Net.HttpStatusCode.OK,
            (await api.Patch(
                $"/v1/wallets/{wallet}/preferences", "{\"subscriptions\": {\"" + workflow + "\": {}}, " + also + "}")).Status);
    }

    private static async Task<string> Sample(string name, Address aggregator)
    {
        var sample = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", $"{name}.yaml"));
        return sample.Replace(
            "0x5fbdb2315678afecb367f032d93f642f64180aa3", aggregator.ToString(), StringComparison.Ordinal);
    }
}
