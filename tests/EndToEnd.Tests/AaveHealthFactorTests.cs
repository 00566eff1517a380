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
        await using var scene = await Scene.Start();
        var market = scene.Market;
        var (careful, bold) = (await scene.Supplier(2), await scene.Supplier(3));
        await using var kwala = await scene.Follow(await Sample("aave-health-factor", market.Pool));

        // 82.5 % of 20000 USD over the debt: 1.65, then 1.1.
        await market.Borrow(careful, market.Usdc, 10_000 * Usdc);
        await market.Borrow(bold, market.Usdc, 15_000 * Usdc);
        await kwala.HasRead(scene.Deployer.Block.Number);
        var posted = await scene.Webhook.NextRequest();

        using var body = JsonDocument.Parse(posted.Body);
        Assert.True(posted.Verified, posted.Problem);
        Assert.Equal(bold.ToString(), body.RootElement.GetProperty("data").GetProperty("wallet").GetString());
        Assert.Contains("1.1", posted.Body, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(careful));
        await HoldsOfThePast(kwala, scene.Deployer.Block.Number, bold);
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
        await using var scene = await Scene.Start();
        var market = scene.Market;
        var owner = await scene.Supplier(2);
        await using var kwala = await scene.Follow((await Sample("aave-health-factor", market.Pool)).Replace(
            "standard: 1.30", "standard: [1.30, 1.10]", StringComparison.Ordinal));

        // 1.65, then 1.237 with 7.5 WETH left, then 1.072 with 6.5.
        await market.Borrow(owner, market.Usdc, 10_000 * Usdc);
        await market.Withdraw(owner, market.Weth, 5 * Weth / 2);
        await market.Withdraw(owner, market.Weth, 1 * Weth);
        await kwala.HasRead(scene.Deployer.Block.Number);
        var told = new[] { (await scene.Webhook.NextRequest()).Body, (await scene.Webhook.NextRequest()).Body };

        Assert.Equal(["notify", "notify"], await kwala.Outcomes(owner));
        Assert.Contains(told, body => body.Contains("1.23", StringComparison.Ordinal));
        Assert.Contains(told, body => body.Contains("1.07", StringComparison.Ordinal));
        Assert.All(told, body => Assert.Contains("\"episode\":\"1\"", body.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Price_that_names_no_wallet_is_told_to_the_one_whose_health_factor_it_brings_below_the_line()
    {
        await using var scene = await Scene.Start();
        var market = scene.Market;
        var feed = await scene.Deployer.Deploy((await SolidityCompiler.Compile(Feed))["Feed"]);
        await Price(2000);
        await market.Source(market.Weth, feed);
        var (careful, bold) = (await scene.Supplier(2), await scene.Supplier(3));
        await using var kwala = await scene.Follow((await Sample("aave-health-factor", market.Pool))
            .Replace("  # - {", "  - {", StringComparison.Ordinal)
            .Replace("\"0x...\"", $"\"{feed}\"", StringComparison.Ordinal));

        // 1.65 and 1.375; at 1880 it is 1.551 and 1.2925.
        await market.Borrow(careful, market.Usdc, 10_000 * Usdc);
        await market.Borrow(bold, market.Usdc, 12_000 * Usdc);
        await Price(2000);
        await kwala.HasRead(scene.Deployer.Block.Number);
        Assert.Empty(await kwala.Outcomes(bold));
        await Price(1880);
        await kwala.HasRead(scene.Deployer.Block.Number);
        var posted = await scene.Webhook.NextRequest();

        Assert.Contains(bold.ToString(), posted.Body, StringComparison.Ordinal);
        Assert.Contains("1.29", posted.Body, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(careful));

        Task Price(int usd) => scene.Deployer.Send(feed, "set(int256)", [ContractDeployer.Of(usd * 100_000_000L)]);
    }

    [SkippableFact]
    public async Task Collateral_ratio_that_a_loan_brings_below_the_line_is_told()
    {
        await using var scene = await Scene.Start();
        var market = scene.Market;
        var (careful, bold) = (await scene.Supplier(2), await scene.Supplier(3));
        await using var kwala = await scene.Follow(await Sample("aave-collateral-ratio", market.Pool));

        // 20000 USD over the debt: 2, then 1.333, which is the second level.
        await market.Borrow(careful, market.Usdc, 10_000 * Usdc);
        await market.Borrow(bold, market.Usdc, 15_000 * Usdc);
        await kwala.HasRead(scene.Deployer.Block.Number);
        var posted = await scene.Webhook.NextRequest();

        Assert.Contains(bold.ToString(), posted.Body, StringComparison.Ordinal);
        Assert.Contains("1.333333", posted.Body, StringComparison.Ordinal);
        Assert.Contains("(level 2 of 2)", posted.Body, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(bold));
        Assert.Empty(await kwala.Outcomes(careful));
    }

    // Email and Telegram are not set up here.
    private static async Task<string> Sample(string name, Address pool)
    {
        var sample = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", $"{name}.yaml"));
        return sample
            .Replace("0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2", pool.ToString(), StringComparison.Ordinal)
            .Replace("[email, webhook]", "[webhook]", StringComparison.Ordinal)
            .Replace("[email]", "[webhook]", StringComparison.Ordinal)
            .Replace("[telegram]", "[webhook]", StringComparison.Ordinal);
    }

    // A market with something to lend, on a node of its own.
    private sealed class Scene : IAsyncDisposable
    {
        private readonly AnvilNode _node;
        private Deployment? _deployment;

        private Scene(AnvilNode node, WebhookTestReceiver webhook, ContractDeployer deployer, AaveMarket market) =>
            (_node, Webhook, Deployer, Market) = (node, webhook, deployer, market);

        public WebhookTestReceiver Webhook { get; }

        public ContractDeployer Deployer { get; }

        public AaveMarket Market { get; }

        public static async Task<Scene> Start()
        {
            var missing = await NodeServices.MissingReason();
            Skip.If(missing is not null, missing);
            var node = await AnvilNode.Start("--gas-limit", "60000000");
            var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
            var market = await AaveMarket.Deploy(deployer);
            await deployer.Impersonate(People.Wallet(1));
            await market.Supply(People.Wallet(1), market.Usdc, 100_000 * Usdc);
            return new Scene(node, await WebhookTestReceiver.Start(WebhookSecret), deployer, market);
        }

        // Who has 20000 USD of collateral.
        public async Task<Address> Supplier(int number)
        {
            var wallet = People.Wallet(number);
            await Deployer.Impersonate(wallet);
            await Market.Supply(wallet, Market.Weth, 10 * Weth);
            return wallet;
        }

        public Task<RunningKwala> Follow(string workflow)
        {
            _deployment = new Deployment(_node.Url, workflow);
            _deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
            _deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(Webhook.Url, "hook").ToString();
            return RunningKwala.Start(_deployment);
        }

        public async ValueTask DisposeAsync()
        {
            _deployment?.Dispose();
            await Webhook.DisposeAsync();
            await _node.DisposeAsync();
        }
    }
}
