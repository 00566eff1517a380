using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Kwala.Core.Evm;

namespace Kwala.Bench.Chain;

/// <summary>The tests' SampleLending contract on a test node that unlocks accounts (anvil).</summary>
internal sealed class Lending
{
    /// <summary>Events that fit one transaction; more are several transactions.</summary>
    public const int EventsPerTransaction = 500;

    private readonly Node _node;
    private readonly string _owner;

    private Lending(Node node, string owner, string contract) => (_node, _owner, Contract) = (node, owner, contract);

    public string Contract { get; }

    /// <summary>Deploys it; the node must mine by itself.</summary>
    public static async Task<Lending> Deploy(Node node, CancellationToken cancellationToken)
    {
        using var resource = typeof(Lending).Assembly.GetManifestResourceStream("SampleLending.hex")!;
        using var reader = new StreamReader(resource);
        var code = (await reader.ReadToEndAsync(cancellationToken)).Trim();
        var owner = (await node.Call("eth_accounts", cancellationToken))[0].GetString()!;
        var hash = await Send(
            node, new { from = owner, data = code, gas = "0x1e8480", gasPrice = GasPrice }, cancellationToken);
        // The node answers before its own mining is done.
        await node.Call("evm_mine", cancellationToken);
        var receipt = await node.Call("eth_getTransactionReceipt", cancellationToken, hash);
        return new Lending(node, owner, receipt.GetProperty("contractAddress").GetString()!);
    }

    /// <summary>Sends one transaction with an event per report.</summary>
    public Task<JsonElement> Report(
        IReadOnlyList<(int Owner, BigInteger HealthFactor)> reports, CancellationToken cancellationToken) => Send(
        _node,
        new
        {
            from = _owner,
            to = Contract,
            data = Calldata(reports),
            gas = Node.Hex(100_000 + (reports.Count * 6_000L)),
            gasPrice = GasPrice,
        },
        cancellationToken);

    // Anvil's own estimate walks the fee history, which is slow with many blocks behind it.
    private const string GasPrice = "0x77359400";

    private static Task<JsonElement> Send(Node node, object transaction, CancellationToken cancellationToken) =>
        node.Call("eth_sendTransaction", cancellationToken, transaction);

    // Solidity's ABI: selector, two offsets, then each array as its length and its elements.
    private static string Calldata(IReadOnlyList<(int Owner, BigInteger HealthFactor)> reports)
    {
        var text = new StringBuilder(Keccak256.Hash("report(address[],uint256[])"u8).ToString()[..10]);
        text.Append(Word(64)).Append(Word(64 + 32 + (32 * reports.Count))).Append(Word(reports.Count));
        foreach (var (owner, _) in reports)
            text.Append('0', 24).Append(Owners.Of(owner).ToString().AsSpan(2));
        text.Append(Word(reports.Count));
        foreach (var (_, healthFactor) in reports)
            text.Append(Word(healthFactor));
        return text.ToString();
    }

    private static string Word(BigInteger value) =>
        value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(64, '0');
}
