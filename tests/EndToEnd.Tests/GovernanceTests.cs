using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// samples/workflows/governance.yaml on a governor of OpenZeppelin's: who chose the category hears of the proposal, and
/// of its end who has not voted.
/// </summary>
public sealed class GovernanceTests
{
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Propose =
        "propose(address[] targets, uint256[] values, bytes[] calldatas, string description)";

    private static readonly Address Fees = People.Wallet(1), Treasury = People.Wallet(2), All = People.Wallet(3),
        Voter = People.Wallet(4), Nobody = People.Wallet(5);

    [SkippableFact]
    public async Task Proposal_is_told_by_category_and_its_end_to_who_has_not_voted()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var compiled = await SolidityCompiler.Compile(await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "EndToEnd.Tests", "Contracts", "SampleGovernor.sol")));
        var governor = await deployer.Deploy(compiled["SampleGovernor"]);
        await deployer.Impersonate(Voter);
        using var deployment = new Deployment(node.Url, await SampleWorkflow(governor));
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        var time = new ShiftedTime();
        await using var kwala = await RunningKwala.Start(deployment, time);
        using var backend = new Api(kwala, Deployment.BackendKey);
        await Subscribe(backend, Fees, """{ "categories": ["fees"] }""");
        await Subscribe(backend, Treasury, """{ "categories": ["treasury"] }""");
        await Subscribe(backend, Voter, """{ "categories": ["fees", "upgrades"] }""");
        await Subscribe(backend, All, "{}");

        AbiValue[] proposal = Proposal(governor, "setFee(uint256 value)", "# Change a number\n\nBecause.");
        AbiValue[] withdrawn = Proposal(governor, "setFee(uint256 value)", "# Withdrawn");
        await deployer.Send(governor, Propose, proposal);
        await deployer.Send(governor, Propose, withdrawn);
        var told = await Posts(webhook, 6);
        await deployer.Send(
            governor, "cancel(address[] targets, uint256[] values, bytes[] calldatas, bytes32 descriptionHash)",
            [.. withdrawn[..3], HashOf("# Withdrawn")]);
        await kwala.HasRead(deployer.Block.Number);
        Assert.Equal(["notification.alert"], told.Select(TypeOf).Distinct());
        var opened = told.Where(post => FieldOf(post, "title") == "Change a number").ToList();
        Assert.Equal(Texts(Fees, All, Voter), opened.Select(WalletOf).Order());
        Assert.All(opened, post => Assert.Equal("fees", FieldOf(post, "categories")));
        Assert.Equal(["notify", "notify", "resolved"], await kwala.Outcomes(Fees));

        await node.Call("evm_increaseTime", 2 * 3600);
        time.Ahead = TimeSpan.FromHours(2);
        var id = BigInteger.Parse(FieldOf(opened[0], "args.proposalId"), CultureInfo.InvariantCulture);
        await deployer.Send(
            governor, "castVote(uint256 proposalId, uint8 support)",
            [ContractDeployer.Of(id), ContractDeployer.Of(1)], from: Voter);
        await kwala.HasRead(deployer.Block.Number);
        Assert.Equal("resolved", (await kwala.Outcomes(Voter))[^1]);

        // Voting ends three days and an hour after the proposal.
        time.Ahead = TimeSpan.FromHours(50);
        var reminders = await Posts(webhook, 2);
        Assert.Equal(["notification.repeat"], reminders.Select(TypeOf).Distinct());
        Assert.Equal(Texts(Fees, All), reminders.Select(WalletOf).Order());
        Assert.All(reminders, post => Assert.Equal("Change a number", FieldOf(post, "title")));

        time.Ahead = TimeSpan.FromHours(74);
        await Eventually.Holds(async () => (await kwala.Outcomes(All))[^1] == "resolved");
        Assert.Empty(await kwala.Outcomes(Treasury));
        Assert.Empty(await kwala.Outcomes(Nobody));
    }

    private static AbiValue[] Proposal(Address governor, string function, string description) =>
    [
        new AbiValue.List([ContractDeployer.Of(governor)]),
        new AbiValue.List([ContractDeployer.Of(0)]),
        new AbiValue.List([new AbiValue.Blob([.. AbiWriter.Call(
            ContractDeployer.Function($"{function} returns (bool)"), [ContractDeployer.Of(5)])])]),
        ContractDeployer.Of(description),
    ];

    private static async Task<List<string>> Posts(WebhookTestReceiver webhook, int count)
    {
        var posts = new List<string>();
        while (posts.Count < count)
            posts.Add((await webhook.NextRequest()).Body);
        return posts;
    }

    private static AbiValue.Blob HashOf(string text)
    {
        var hash = new byte[Bytes32.Size];
        Keccak256.Hash(Encoding.UTF8.GetBytes(text)).CopyTo(hash);
        return new AbiValue.Blob([.. hash]);
    }

    private static async Task Subscribe(Api backend, Address wallet, string categories) => Assert.Equal(
        HttpStatusCode.OK,
        (await backend.Patch(
            $"/v1/wallets/{wallet}/preferences", $$"""{ "subscriptions": { "governance": {{categories}} } }""")).Status);

    private static IEnumerable<string> Texts(params Address[] wallets) => wallets.Select(it => it.ToString()).Order();

    private static string TypeOf(string post) => Read(post, body => body.GetProperty("type"));

    private static string WalletOf(string post) => Read(post, body => body.GetProperty("data").GetProperty("wallet"));

    private static string FieldOf(string post, string name) =>
        Read(post, body => body.GetProperty("data").GetProperty("fields").GetProperty(name));

    private static string Read(string post, Func<JsonElement, JsonElement> member)
    {
        using var body = JsonDocument.Parse(post);
        return member(body.RootElement).GetString()!;
    }

    private static async Task<string> SampleWorkflow(Address governor)
    {
        var sample = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", "governance.yaml"));
        return sample
            .Replace("0x408ed6354d4973f66138c91495f2f2fcbd8724c3", governor.ToString(), StringComparison.Ordinal)
            .Replace("clock: block, block-time: 12s", "clock: timestamp", StringComparison.Ordinal)
            .Replace("[email, webhook]", "[webhook]", StringComparison.Ordinal);
    }
}
