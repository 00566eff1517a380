using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kwala.Chain.Logs;
using Kwala.Core.Evm;

namespace Kwala.Simulation.Chain;

/// <summary>What a contract says of a wallet's position: the event's topic, the wallet, the number.</summary>
internal sealed record Report(Bytes32 Topic, Address Wallet, Address Market, ulong Value);

/// <summary>A block with its JSON, as a node answers it.</summary>
internal sealed class SimulatedBlock
{
    public SimulatedBlock(SimulatedBlock? parent, string salt, DateTimeOffset time, ImmutableArray<Report> reports)
    {
        (Parent, Time, Reports) = (parent, time, reports);
        var number = parent is null ? 0 : parent.Ref.Number + 1;
        Ref = new BlockRef(number, Keccak256.Hash(Encoding.UTF8.GetBytes($"{parent?.Ref.Hash}/{number}/{salt}")));
        var bloom = new LogsBloom();
        foreach (var report in reports)
        {
            bloom.Add(BloomKey.Of(report.Market));
            bloom.Add(BloomKey.Of(report.Topic));
            bloom.Add(BloomKey.Of(Word(report.Wallet)));
        }

        Logs = [.. reports.Select(LogJson)];
        Header = $$"""
            {"number":"{{Hex(number)}}","hash":"{{Ref.Hash}}","parentHash":"{{parent?.Ref.Hash ?? default}}",
            "timestamp":"{{Hex(time.ToUnixTimeSeconds())}}","logsBloom":"{{Core.Evm.Hex.Encode(bloom.Bytes)}}","transactions":[]}
            """;
    }

    public BlockRef Ref { get; }

    public SimulatedBlock? Parent { get; }

    public DateTimeOffset Time { get; }

    public ImmutableArray<Report> Reports { get; }

    public string Header { get; }

    public ImmutableArray<string> Logs { get; }

    /// <summary>The transaction of a report: another one in every block that holds it.</summary>
    public Bytes32 Transaction(int index) => Keccak256.Hash(Encoding.UTF8.GetBytes($"{Ref.Hash}/{index}"));

    public static string Hex(long number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    private static Bytes32 Word(Address wallet)
    {
        Span<byte> word = stackalloc byte[Bytes32.Size];
        word.Clear();
        wallet.CopyTo(word[12..]);
        return Bytes32.FromBytes(word);
    }

    private string LogJson(Report report, int index) => $$"""
        {"address":"{{report.Market}}","topics":["{{report.Topic}}","{{Word(report.Wallet)}}"],
        "data":"0x{{report.Value.ToString("x64", CultureInfo.InvariantCulture)}}","blockNumber":"{{Hex(Ref.Number)}}",
        "blockHash":"{{Ref.Hash}}","blockTimestamp":"{{Hex(Time.ToUnixTimeSeconds())}}",
        "transactionHash":"{{Transaction(index)}}","transactionIndex":"{{Hex(index)}}","logIndex":"{{Hex(index)}}","removed":false}
        """;
}
