using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>A deployed SampleLending contract on anvil.</summary>
internal sealed class LendingMarket
{
    private static readonly Lazy<Task<string>> Bytecode = new(async () =>
    {
        var source = await File.ReadAllTextAsync(
            Path.Combine(NodeServices.TestsFolder, "EndToEnd.Tests", "Contracts", "SampleLending.sol"));
        return (await SolidityCompiler.Compile(source))["SampleLending"].Bytecode;
    });

    private readonly AnvilNode _node;
    private readonly string _owner;

    private LendingMarket(AnvilNode node, string owner, Address contract) =>
        (_node, _owner, Contract) = (node, owner, contract);

    public Address Contract { get; }

    /// <summary>
    /// The hash of the newest report's transaction. It is alone in its block, so its logs count from 0.
    /// </summary>
    public string Transaction { get; private set; } = "";

    public static async Task<LendingMarket> Deploy(AnvilNode node)
    {
        var owner = (await node.Call("eth_accounts"))[0].GetString()!;
        var receipt = await Send(node, new { from = owner, data = await Bytecode.Value, gas = "0x1e8480" });
        return new LendingMarket(
            node, owner, ((AddressParse.Valid)Address.Parse(receipt.GetProperty("contractAddress").GetString()!)).Address);
    }

    /// <summary>
    /// Emits one event per report, in one transaction and so in one block. Returns the block's number.
    /// </summary>
    public async Task<long> Report(params (Address User, decimal HealthFactor)[] reports)
    {
        var receipt = await Send(_node, new
        {
            from = _owner,
            to = Contract.ToString(),
            data = Calldata(reports),
            gas = "0x" + (100_000 + (reports.Length * 4_000)).ToString("x", CultureInfo.InvariantCulture),
        });
        Transaction = receipt.GetProperty("transactionHash").GetString()!;
        return Convert.ToInt64(receipt.GetProperty("blockNumber").GetString(), 16);
    }

    private static async Task<JsonElement> Send(AnvilNode node, object transaction)
    {
        var hash = (await node.Call("eth_sendTransaction", transaction)).GetString();
        JsonElement receipt = default;
        await Eventually.Holds(async () =>
            (receipt = await node.Call("eth_getTransactionReceipt", hash)).ValueKind == JsonValueKind.Object);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        return receipt;
    }

    // Solidity's ABI: selector, two offsets, then each array as its length and its elements.
    private static string Calldata((Address User, decimal HealthFactor)[] reports)
    {
        var text = new StringBuilder(
            Keccak256.Hash("report(address[],uint256[])"u8).ToString()[..10]);
        text.Append(Word(64)).Append(Word(64 + 32 + (32 * reports.Length)));
        text.Append(Word(reports.Length));
        foreach (var (user, _) in reports)
            text.Append(user.ToString()[2..].PadLeft(64, '0'));
        text.Append(Word(reports.Length));
        foreach (var (_, healthFactor) in reports)
            text.Append(Word(new BigInteger(healthFactor * 1_000_000m) * BigInteger.Pow(10, 12)));
        return text.ToString();
    }

    private static string Word(BigInteger value) =>
        value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(64, '0');
}
