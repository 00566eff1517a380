using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// Sample workflows on anvil, each with its own event: what is to be told arrives at the webhook,
/// and what is not does not. Aave's are in AaveHealthFactorTests, those for subscribers in SubscriberPriceTests.
/// </summary>
public sealed partial class SamplesOnChainTests
{
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Wei = "000000000000000000";

    // "owner" is the wallet that is told or not, "other" is another. First what is not told, then what is.
    [SkippableTheory]
    [InlineData("liquidation-risk", "owner 2" + Wei, "owner 12" + "00000000000000000", "1.2")]
    [InlineData("health-factor", "owner 2" + Wei, "owner 12" + "00000000000000000", "1.2")]
    [InlineData("depeg", "owner other 100000000", "owner other 97000000", "0.97")]
    [InlineData("price-move", "owner other 100000000", "owner other 115000000", "15%")]
    [InlineData("staking-rewards", "owner 50000000000000000", "owner 200000000000000000", "0.2")]
    [InlineData("large-transfer", "other owner 99000000000", "other owner 200000000000", "200000")]
    [InlineData("erc20-transfer", "other owner 9000000000", "other owner 20000000000", "20000")]
    [InlineData("multi-level", "owner 0x01 60 100 false", "owner 0x01 81 100 false", "0.81 (level 2 of 2)")]
    public async Task Sample_tells_what_it_says(string sample, string safe, string told, string shown)
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        var yaml = Channels().Replace(await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", $"{sample}.yaml")), "channels: [webhook]");
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        var emitter = await Emitter(node, deployer, yaml);
        using var deployment = new Deployment(node.Url, yaml);
        deployment.Settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        deployment.Settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
        await using var kwala = await RunningKwala.Start(deployment);
        var declared = AbiEvent.Parse(Declaration().Match(yaml).Groups[1].Value).Match(
            parsed => parsed, (_, problem) => throw new FormatException(problem));

        await Emit(deployer, emitter, declared, safe);
        await Emit(deployer, emitter, declared, told);
        // As deep as any sample waits.
        await node.Call("anvil_mine", "0x4");
        var posted = await Next(webhook, People.Wallet(1));
        await kwala.HasRead(deployer.Block.Number);

        Assert.Contains(shown, posted, StringComparison.Ordinal);
        Assert.Equal(["notify"], await kwala.Outcomes(People.Wallet(1)));
    }

    // Where both sides of a log are told the other one's message may come first.
    private static async Task<string> Next(WebhookTestReceiver webhook, Address owner)
    {
        while (true)
        {
            var posted = await webhook.NextRequest();
            Assert.True(posted.Verified, posted.Problem);
            using var body = JsonDocument.Parse(posted.Body);
            if (body.RootElement.GetProperty("data").GetProperty("wallet").GetString() == owner.ToString())
                return posted.Body;
        }
    }

    // At the address that the workflow names, where it names one.
    private static async Task<Address> Emitter(AnvilNode node, ContractDeployer deployer, string yaml)
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "EndToEnd.Tests", "Contracts", "SampleEvents.sol"));
        var deployed = await deployer.Deploy((await SolidityCompiler.Compile(source))["SampleEvents"]);
        if (Named().Match(yaml) is not { Success: true } named)
            return deployed;
        var code = (await node.Call("eth_getCode", deployed.ToString(), "latest")).GetString();
        await node.Call("anvil_setCode", named.Value, code);
        return ((AddressParse.Valid)Address.Parse(named.Value)).Address;
    }

    private static Task Emit(ContractDeployer deployer, Address emitter, AbiEvent declared, string arguments)
    {
        var words = arguments.Split(' ');
        var values = declared.Inputs.Select((input, at) => (input, Value: Value(input.Type, words[at]))).ToArray();
        var topics = values.Where(it => it.input.Indexed)
            .Select(it => Bytes32.FromBytes(AbiWriter.Sequence([it.input.Type], [it.Value])))
            .Prepend(declared.Topic);
        var data = values.Where(it => !it.input.Indexed).ToArray();
        return deployer.Send(emitter, "emitLog(bytes32[] topics, bytes data)",
        [
            new AbiValue.List([.. topics.Select(topic => new AbiValue.Blob([.. BytesOf(topic)]))]),
            new AbiValue.Blob([.. AbiWriter.Sequence([.. data.Select(it => it.input.Type)], [.. data.Select(it => it.Value)])]),
        ]);
    }

    private static AbiValue Value(AbiType type, string word) => type switch
    {
        AbiType.Account => new AbiValue.Account(word == "owner" ? People.Wallet(1) : People.Wallet(2)),
        AbiType.Flag => new AbiValue.Flag(word == "true"),
        AbiType.FixedBytes => new AbiValue.Blob([.. Convert.FromHexString(word[2..].PadLeft(64, '0'))]),
        _ => new AbiValue.Number(BigInteger.Parse(word, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static byte[] BytesOf(Bytes32 word)
    {
        var bytes = new byte[Bytes32.Size];
        word.CopyTo(bytes);
        return bytes;
    }

    [GeneratedRegex(@"channels: \[[^\]]*\]")]
    private static partial Regex Channels();

    [GeneratedRegex(@"^  event: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("0x[0-9a-f]{40}")]
    private static partial Regex Named();
}
