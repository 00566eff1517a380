using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Bench.Chain;

/// <summary>Writes a synthetic chain's logs as eth_getLogs would give them, one a line.</summary>
internal static class LogFileWriter
{
    private const long Begin = 1_785_542_400;
    private const long Interval = 12;

    public static async Task Write(string path, SyntheticChain chain, CancellationToken cancellationToken)
    {
        var feed = new SyntheticFeed(chain, TimeProvider.System);
        var topic = ((AbiEventParse.Parsed)AbiEvent.Parse(
            "HealthFactorUpdated(address indexed user, uint256 healthFactor)")).Event.Topic;
        await using var file = new StreamWriter(path, append: false, Encoding.ASCII, 1 << 16);
        var at = new FeedCheckpoint(feed.Chain, 0, [], -1);
        while (await feed.Read(at, new LogQuery([]), 0, cancellationToken) is FeedStep.Advanced read)
        {
            foreach (var log in read.Logs)
                await file.WriteAsync(Line(log, topic));
            at = read.To;
        }
    }

    private static string Line(EventLog log, Bytes32 topic)
    {
        var wallet = ((AbiValue.Account)log.Arguments[0]).Address.ToString()[2..];
        var value = ((AbiValue.Number)log.Arguments[1]).Value;
        var block = log.Block.Number;
        string[] members =
        [
            $"\"address\":\"{log.Contract}\"",
            $"\"topics\":[\"{topic}\",\"0x{new string('0', 24)}{wallet}\"]",
            $"\"data\":\"0x{value.ToString("x64", null)}\"",
            $"\"blockNumber\":\"0x{block:x}\"",
            $"\"blockHash\":\"{log.Block.Hash}\"",
            $"\"blockTimestamp\":\"0x{Begin + (Interval * block):x}\"",
            $"\"transactionHash\":\"{log.Transaction}\"",
            "\"transactionIndex\":\"0x0\"",
            $"\"logIndex\":\"0x{log.LogIndex:x}\"",
            "\"removed\":false",
        ];
        return $"{{{string.Join(',', members)}}}\n";
    }
}
