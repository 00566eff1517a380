using System.Numerics;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// samples/workflows/aave-health-factor.yaml on Aave V3's own contracts: what no event says is read and decided upon.
/// </summary>
public sealed class AaveHealthFactorTests
{
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private const string Feed = """
        // SPDX-License-Identifier: MIT
        pragma solidity ^0.8.0;
        contract Feed {
            event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);
            int256 public latestAnswer;
            uint256 private round;
            function set(int256 answer) external {
                latestAnswer = answer;
                emit AnswerUpdated(answer, ++round, block.timestamp);
            }
        }
        """;

    private static readonly BigInteger Weth = BigInteger.Pow(10, 18), Usdc = BigInteger.Pow(10, 6);

    [SkippableFact]
    public async Task Loan_that_brings_the_health_factor_below_the_line_is_told_and_a_smaller_one_is_not()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start("--gas-limit", "60000000");
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var market = await AaveMarket.Deploy(deployer);
        var (bank, careful, bold) = (People.Wallet(1), People.Wallet(2), People.Wallet(3));
        foreach (var wallet in new[] { bank, careful, bold })
            await deployer.Impersonate(wallet);
        await market.Supply(bank, market.Usdc, 100_000 * Usdc);
        await market.Supply(careful, market.Weth, 10 * Weth);
        await market.Supply(bold, market.Weth, 10 * Weth);
        using var deployment = new Deployment(node.Url, await SampleWorkflow(market.Pool));
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        await using var kwala = await RunningKwala.Start(deployment);

        // 82.5 % of 20000 USD over the debt: 1.65, then 1.1.
        await market.Borrow(careful, market.Usdc, 10_000 * Usdc);
        await market.Borrow(bold, market.Usdc, 15_000 * Usdc);
        await kwala.HasRead(deployer.Block.Number);
        var posted = await webhook.NextRequest();

        using var body = JsonDocument.Parse(posted.Body);
        Assert.True(posted.Verified, posted.Problem);
        Assert.Equal(bold.ToString(), body.RootElement.GetProperty("data").GetProperty("wallet").GetString());
        Assert.Contains("1.1", posted.Body, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(careful));
        await HoldsOfThePast(kwala, deployer.Block.Number, bold);
    }

    // The same, read again from blocks that are over: each factor as it was after its block.
    private static async Task HoldsOfThePast(RunningKwala kwala, long until, Address told)
    {
        var started = Assert.IsType<BacktestOutcome.Started>(await kwala.Client.Backtests.Start(
            new BacktestQuestion(1, until) { Workflow = new WorkflowId("aave-health-factor"), Thresholds = ["1.30", "1.05"] }, default));
        BacktestStanding? standing = null;
        await Eventually.Holds(async () =>
        {
            standing = (await kwala.Client.Backtests.Read(started.Id, default)).Match<BacktestStanding?>(
                found => found, _ => null, _ => null, _ => null);
            return standing?.State != "running";
        });

        using var report = JsonDocument.Parse(standing!.Report!);
        var variants = report.RootElement.GetProperty("variants").EnumerateArray().ToArray();
        Assert.Equal([1, 0], variants.Select(it => it.GetProperty("alerts").GetInt32()));
        Assert.Equal(told.ToString(), variants[0].GetProperty("wallets")[0].GetProperty("wallet").GetString());
    }

    [SkippableFact]
    public async Task Withdrawal_that_lowers_the_health_factor_further_is_told_in_the_same_episode()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start("--gas-limit", "60000000");
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var market = await AaveMarket.Deploy(deployer);
        var (bank, owner) = (People.Wallet(1), People.Wallet(2));
        foreach (var wallet in new[] { bank, owner })
            await deployer.Impersonate(wallet);
        await market.Supply(bank, market.Usdc, 100_000 * Usdc);
        await market.Supply(owner, market.Weth, 10 * Weth);
        using var deployment = new Deployment(node.Url, (await SampleWorkflow(market.Pool)).Replace(
            "standard: 1.30", "standard: [1.30, 1.10]", StringComparison.Ordinal));
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        await using var kwala = await RunningKwala.Start(deployment);

        // 1.65, then 1.237 with 7.5 WETH left, then 1.072 with 6.5.
        await market.Borrow(owner, market.Usdc, 10_000 * Usdc);
        await market.Withdraw(owner, market.Weth, 5 * Weth / 2);
        await market.Withdraw(owner, market.Weth, 1 * Weth);
        await kwala.HasRead(deployer.Block.Number);
        var told = new[] { (await webhook.NextRequest()).Body, (await webhook.NextRequest()).Body };

        Assert.Equal(["notify", "notify"], await kwala.Outcomes(owner));
        Assert.Contains(told, body => body.Contains("1.23", StringComparison.Ordinal));
        Assert.Contains(told, body => body.Contains("1.07", StringComparison.Ordinal));
        Assert.All(told, body => Assert.Contains("\"episode\":\"1\"", body.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Price_that_names_no_wallet_is_told_to_the_one_whose_health_factor_it_brings_below_the_line()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start("--gas-limit", "60000000");
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var market = await AaveMarket.Deploy(deployer);
        var feed = await deployer.Deploy((await SolidityCompiler.Compile(Feed))["Feed"]);
        await Price(2000);
        await market.Source(market.Weth, feed);
        var (bank, careful, bold) = (People.Wallet(1), People.Wallet(2), People.Wallet(3));
        foreach (var wallet in new[] { bank, careful, bold })
            await deployer.Impersonate(wallet);
        await market.Supply(bank, market.Usdc, 100_000 * Usdc);
        await market.Supply(careful, market.Weth, 10 * Weth);
        await market.Supply(bold, market.Weth, 10 * Weth);
        using var deployment = new Deployment(node.Url, (await SampleWorkflow(market.Pool))
            .Replace("  # - {", "  - {", StringComparison.Ordinal)
            .Replace("\"0x...\"", $"\"{feed}\"", StringComparison.Ordinal));
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        await using var kwala = await RunningKwala.Start(deployment);

        // 1.65 and 1.375; at 1880 it is 1.551 and 1.2925.
        await market.Borrow(careful, market.Usdc, 10_000 * Usdc);
        await market.Borrow(bold, market.Usdc, 12_000 * Usdc);
        await Price(2000);
        await kwala.HasRead(deployer.Block.Number);
        Assert.Empty(await kwala.Outcomes(bold));
        await Price(1880);
        await kwala.HasRead(deployer.Block.Number);
        var posted = await webhook.NextRequest();

        Assert.Contains(bold.ToString(), posted.Body, StringComparison.Ordinal);
        Assert.Contains("1.29", posted.Body, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(careful));

        Task Price(int usd) => deployer.Send(feed, "set(int256)", [ContractDeployer.Of(usd * 100_000_000L)]);
    }

    // Email and Telegram are not set up here.
    private static async Task<string> SampleWorkflow(Address pool)
    {
        var sample = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", "aave-health-factor.yaml"));
        return sample
            .Replace("0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2", pool.ToString(), StringComparison.Ordinal)
            .Replace("[email, webhook]", "[webhook]", StringComparison.Ordinal)
            .Replace("[email]", "[webhook]", StringComparison.Ordinal)
            .Replace("[telegram]", "[webhook]", StringComparison.Ordinal);
    }
}
