using System.Numerics;
using System.Text;
using System.Text.Json;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.TestKit.Services;

/// <summary>Puts compiled contracts on a node, linked with their libraries, and sends them transactions.</summary>
public sealed class ContractDeployer(AnvilNode node, string owner)
{
    private readonly Dictionary<string, Address> _libraries = [];

    /// <summary>The account that everything is sent from.</summary>
    public Address Owner { get; } = AddressOf(owner);

    /// <summary>The block after the newest transaction.</summary>
    public BlockRef Block { get; private set; }

    /// <summary>When that block was made.</summary>
    public async Task<DateTimeOffset> Time()
    {
        var block = await node.Call("eth_getBlockByHash", Block.Hash.ToString(), false);
        return DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64(block.GetProperty("timestamp").GetString(), 16));
    }

    /// <summary>Deploys @aave/core-v3's artifact of this source; a library is linked into what comes later.</summary>
    public async Task<Address> Deploy(string source, string constructor = "", params AbiValue[] arguments)
    {
        var name = Path.GetFileNameWithoutExtension(source);
        var path = Path.Combine(
            NodeServices.TestsFolder, "node_modules/@aave/core-v3/artifacts/contracts", source, $"{name}.json");
        using var artifact = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        var deployed = await Create(Linked(artifact.RootElement), constructor, arguments);
        _libraries[name] = deployed;
        return deployed;
    }

    /// <summary>Deploys a contract that needs no linking.</summary>
    public async Task<Address> Deploy(CompiledContract contract, string constructor = "", params AbiValue[] arguments) =>
        await Create(contract.Bytecode, constructor, arguments);

    /// <summary>Sends a transaction, from the owner or another account that the node may send from.</summary>
    public async Task Send(Address to, string function, AbiValue[] arguments, Address? from = null)
    {
        var data = Hex.Encode(AbiWriter.Call(Function($"{function} returns (bool)"), [.. arguments]));
        // Not estimated: the block may find other interest to book than the estimate did.
        await Receipt(new { from = (from ?? Owner).ToString(), to = to.ToString(), data, gas = "0xe4e1c0" });
    }

    /// <summary>The address that a function without arguments returns now.</summary>
    public async Task<Address> Ask(Address contract, string function)
    {
        var data = Hex.Encode(AbiWriter.Call(Function($"{function} returns (address)"), []));
        var returned = await node.Call("eth_call", new { to = contract.ToString(), data }, "latest");
        return AddressOf("0x" + returned.GetString()![^40..]);
    }

    /// <summary>Lets an account send, and gives it ether.</summary>
    public async Task Impersonate(Address account)
    {
        await node.Call("anvil_impersonateAccount", account.ToString());
        await node.Call("anvil_setBalance", account.ToString(), "0xde0b6b3a7640000");
    }

    /// <summary>A function by its declaration.</summary>
    public static AbiFunction Function(string text) => AbiFunction.Parse(text).Match(
        function => function, (_, problem) => throw new ArgumentException($"{text}: {problem}"));

    /// <summary>An address as an argument.</summary>
    public static AbiValue.Account Of(Address address) => new(address);

    /// <summary>A number as an argument.</summary>
    public static AbiValue.Number Of(BigInteger number) => new(number);

    /// <summary>A text as an argument.</summary>
    public static AbiValue.Text Of(string text) => new(text);

    private async Task<Address> Create(string bytecode, string constructor, AbiValue[] arguments)
    {
        var inputs = Function($"constructor({constructor}) returns (bool)").Inputs;
        var encoded = AbiWriter.Sequence([.. inputs.Select(input => input.Type)], [.. arguments]);
        var receipt = await Receipt(
            new { from = Owner.ToString(), data = bytecode + Convert.ToHexStringLower(encoded), gas = "0x1c9c380" });
        return AddressOf(receipt.GetProperty("contractAddress").GetString()!);
    }

    private string Linked(JsonElement artifact)
    {
        var code = new StringBuilder(artifact.GetProperty("bytecode").GetString());
        foreach (var file in artifact.GetProperty("linkReferences").EnumerateObject())
            foreach (var library in file.Value.EnumerateObject())
                foreach (var place in library.Value.EnumerateArray())
                {
                    var at = 2 + (2 * place.GetProperty("start").GetInt32());
                    code.Remove(at, 40).Insert(at, _libraries[library.Name].ToString()[2..]);
                }

        return code.ToString();
    }

    private static Address AddressOf(string text) => Address.Parse(text).Match(
        address => address, problem => throw new ArgumentException(problem));

    private async Task<JsonElement> Receipt(object transaction)
    {
        // anvil's own: it answers once the transaction is in a block.
        var receipt = await node.Call("eth_sendTransactionSync", transaction);
        if (receipt.GetProperty("status").GetString() != "0x1"
            || !Bytes32.TryParse(receipt.GetProperty("blockHash").GetString(), out var block))
            throw new InvalidOperationException($"The transaction failed: {receipt.GetRawText()}");
        Block = new BlockRef(Convert.ToInt64(receipt.GetProperty("blockNumber").GetString(), 16), block);
        return receipt;
    }
}
