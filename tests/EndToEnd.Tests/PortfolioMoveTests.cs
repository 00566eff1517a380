using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;
using static Kwala.TestKit.Services.ContractDeployer;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// samples/workflows/portfolio-move.yaml on a real node, with tokens and price feeds: one fall, and what it means to
/// each wallet by what that holds.
/// </summary>
public sealed class PortfolioMoveTests
{
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly BigInteger Whole = BigInteger.Pow(10, 18);

    private static readonly Address Whale = People.Wallet(1), Holder = People.Wallet(2), Spread = People.Wallet(3),
        Stranger = People.Wallet(4);

    [SkippableFact]
    public async Task One_fall_is_a_risk_an_occasion_or_nothing_by_what_a_wallet_holds()
    {
        Skip.IfNot(await NodeServices.MissingReason() is null, await NodeServices.MissingReason());
        await using var node = await AnvilNode.Start();
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var world = await World.Deploy(new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!));
        await world.Hold(Whale, (0, 100));
        await world.Hold(Holder, (0, 10), (1, 1000));
        await world.Hold(Spread, (0, 1), (1, 2000), (2, 2000), (3, 2000), (4, 2000));
        await world.Hold(Stranger, (1, 500));
        using var deployment = new Deployment(node.Url, await SampleWorkflow());
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        world.Configure(deployment.Settings);
        await using var kwala = await RunningKwala.Start(deployment);
        await kwala.HasRead(await world.Mark(2000));

        // Who chose nothing is told from 10 % on, and with more than 100000 USD from 5 % on.
        await kwala.HasRead(await world.Mark(1880));
        var (first, firstText) = await Next(webhook);
        await kwala.HasRead(await world.Mark(1700));
        var second = new[] { await Next(webhook), await Next(webhook), await Next(webhook) }.ToDictionary(it => it.Wallet);

        Assert.Equal(Whale.ToString(), first, ignoreCase: true);
        Assert.Contains("-12000 USD", firstText, StringComparison.Ordinal);
        Assert.Contains("100% of your portfolio moved by -15%", second[Whale.ToString()].Text, StringComparison.Ordinal);
        // 17000 of 18000 USD, and 1700 of 9700.
        Assert.Contains(
            "94.44% of your portfolio moved by -15%", second[Holder.ToString()].Text, StringComparison.Ordinal);
        Assert.Contains("-3000 USD", second[Holder.ToString()].Text, StringComparison.Ordinal);
        Assert.Contains("17.53% of it", second[Spread.ToString()].Text, StringComparison.Ordinal);
        Assert.Contains("buy or sell", second[Spread.ToString()].Text, StringComparison.Ordinal);
        Assert.Equal(["suppressed"], await kwala.Outcomes(Stranger));
        using var api = new Api(kwala, Deployment.BackendKey);
        var why = Assert.Single((await api.Get($"/v1/wallets/{Stranger}/decisions")).Items);
        Assert.Contains("0% of the portfolio", why.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            "The owner would have been told with an exposure of at least 1%.", why.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<(string Wallet, string Text)> Next(WebhookTestReceiver webhook)
    {
        var posted = await webhook.NextRequest();
        Assert.True(posted.Verified, posted.Problem);
        using var body = JsonDocument.Parse(posted.Body);
        return (body.RootElement.GetProperty("data").GetProperty("wallet").GetString()!.ToLowerInvariant(), posted.Body);
    }

    // Email is not set up here.
    private static async Task<string> SampleWorkflow() => (await File.ReadAllTextAsync(
        Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", "portfolio-move.yaml")))
        .Replace("[email]", "[webhook]", StringComparison.Ordinal);

    /// <summary>Five tokens with their feeds, the first of which moves, and the protocol that marks positions.</summary>
    private sealed class World(
        ContractDeployer deployer, Address[] tokens, Address[] feeds, Address marks)
    {
        public static async Task<World> Deploy(ContractDeployer deployer)
        {
            var compiled = await SolidityCompiler.Compile(await File.ReadAllTextAsync(
                Path.Combine(NodeServices.TestsFolder, "EndToEnd.Tests", "Contracts", "SampleAssets.sol")));
            var (tokens, feeds) = (new Address[5], new Address[5]);
            for (var i = 0; i < tokens.Length; i++)
            {
                tokens[i] = await deployer.Deploy(compiled["SampleToken"]);
                feeds[i] = await deployer.Deploy(compiled["SampleFeed"]);
                await Price(deployer, feeds[i], 1);
            }

            return new World(deployer, tokens, feeds, await deployer.Deploy(compiled["SampleMarks"]));
        }

        public async Task Hold(Address wallet, params (int Token, int Amount)[] holdings)
        {
            foreach (var (token, amount) in holdings)
                await deployer.Send(tokens[token], "mint(address,uint256)", [Of(wallet), Of(amount * Whole)]);
        }

        /// <summary>The first token costs so much, and everybody is marked to it. The block.</summary>
        public async Task<long> Mark(int price)
        {
            await Price(deployer, feeds[0], price);
            await deployer.Send(marks, "mark(address[],address,int256)",
            [
                new AbiValue.List([Of(Whale), Of(Holder), Of(Spread), Of(Stranger)]), Of(tokens[0]), Usd(price),
            ]);
            return deployer.Block.Number;
        }

        public void Configure(Dictionary<string, string?> settings)
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                var at = i.ToString(CultureInfo.InvariantCulture);
                settings[$"Kwala:Portfolio:Assets:{at}:Chain"] = "local";
                settings[$"Kwala:Portfolio:Assets:{at}:Token"] = tokens[i].ToString();
                settings[$"Kwala:Chains:0:Prices:{at}:Asset"] = tokens[i].ToString();
                settings[$"Kwala:Chains:0:Prices:{at}:Feed"] = feeds[i].ToString();
                settings[$"Kwala:Chains:0:Prices:{at}:AgeMax"] = "01:00:00";
            }
        }

        private static Task Price(ContractDeployer deployer, Address feed, int price) =>
            deployer.Send(feed, "set(int256)", [Usd(price)]);

        private static AbiValue.Number Usd(int price) => Of((BigInteger)price * 100_000_000);
    }
}
