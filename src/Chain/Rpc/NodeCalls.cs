using System.Text.Json;
using Kwala.Chain.Logs;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Rpc;

/// <summary>eth_chainId.</summary>
internal sealed class ChainIdCall() : RpcCall("eth_chainId")
{
    /// <summary>The EIP-155 number.</summary>
    public long Value { get; private set; }

    /// <inheritdoc/>
    public override void WriteParams(Utf8JsonWriter json) { }

    /// <inheritdoc/>
    protected override bool TryRead(ref Utf8JsonReader result)
    {
        var read = RpcJson.TryCurrentQuantity(ref result, out var value);
        Value = value;
        return read;
    }
}

/// <summary>A block's header by number, tag or hash; <see cref="Value"/> is null where the node knows none.</summary>
internal sealed class HeaderCall : RpcCall
{
    private readonly string _block;
    private readonly long? _number;

    private HeaderCall(string method, string block, long? number = null) : base(method) =>
        (_block, _number) = (block, number);

    /// <summary>The header, or null when the node has no such block.</summary>
    public BlockHeader? Value { get; private set; }

    /// <summary>By number.</summary>
    public static HeaderCall At(long number) => new("eth_getBlockByNumber", RpcJson.Quantity(number), number);

    /// <summary>By tag: latest, finalized.</summary>
    public static HeaderCall Tagged(string tag) => new("eth_getBlockByNumber", tag);

    /// <summary>By hash.</summary>
    public static HeaderCall Of(Bytes32 hash) => new("eth_getBlockByHash", hash.ToString());

    /// <inheritdoc/>
    public override void WriteParams(Utf8JsonWriter json)
    {
        json.WriteStringValue(_block);
        json.WriteBooleanValue(false);
    }

    /// <inheritdoc/>
    protected override bool TryRead(ref Utf8JsonReader result)
    {
        Value = null;
        if (result.TokenType == JsonTokenType.Null)
            return true;
        if (!BlockHeader.TryRead(ref result, out var header))
            return false;
        if (_number is { } asked && header!.Number != asked)
        {
            Flaw = $"gave block {header.Number} for {asked}";
            return false;
        }

        Value = header;
        return true;
    }
}

/// <summary>eth_getLogs over a range of numbers or, as EIP-234 adds, for exactly one block by hash.</summary>
internal sealed class LogsCall(LogMatcher matcher, LogRange range, bool wholeBlock = false) : RpcCall("eth_getLogs")
{
    /// <summary>What was asked.</summary>
    public LogRange Range => range;

    /// <summary>The logs that matched, and what is wrong with the answer.</summary>
    public LogCollection Value { get; private set; } = new();

    /// <summary>The bloom of all logs received, where the whole block was asked for.</summary>
    public LogsBloom Bloom { get; private set; } = new();

    /// <inheritdoc/>
    public override void WriteParams(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (range.Hash is { } hash)
        {
            json.WriteString("blockHash", hash.ToString());
        }
        else
        {
            json.WriteString("fromBlock", RpcJson.Quantity(range.From));
            json.WriteString("toBlock", RpcJson.Quantity(range.To));
        }

        if (!wholeBlock)
            matcher.WriteFilter(json);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override bool TryRead(ref Utf8JsonReader result)
    {
        (Value, Bloom) = (new LogCollection(), new LogsBloom());
        if (result.TokenType != JsonTokenType.StartArray)
            return false;
        using var log = new LogFields();
        while (result.Read() && result.TokenType != JsonTokenType.EndArray)
        {
            if (!log.TryRead(ref result))
                return false;
            Value.Receive(log, range);
            matcher.Match(log, Value);
            if (wholeBlock)
                AddToBloom(log);
        }

        return result.TokenType == JsonTokenType.EndArray;
    }

    private void AddToBloom(LogFields log)
    {
        Bloom.Add(BloomKey.Of(log.Contract));
        for (var topics = log.Topics; !topics.IsEmpty; topics = topics[Bytes32.Size..])
            Bloom.Add(BloomKey.Of(topics[..Bytes32.Size]));
    }
}

/// <summary>The log at one index of a transaction, from the transaction's receipt.</summary>
internal sealed class ReceiptLogCall(LogMatcher matcher, Bytes32 transaction, int logIndex)
    : RpcCall("eth_getTransactionReceipt")
{
    /// <summary>What stands at the index.</summary>
    public LogLookup Value { get; private set; } = new LogLookup.NoSuchTransaction();

    /// <summary>Whether the node left the time out of a log that matched.</summary>
    public bool IsUntimed { get; private set; }

    /// <inheritdoc/>
    public override void WriteParams(Utf8JsonWriter json) => json.WriteStringValue(transaction.ToString());

    /// <inheritdoc/>
    protected override bool TryRead(ref Utf8JsonReader result)
    {
        (Value, IsUntimed) = (new LogLookup.NoSuchTransaction(), false);
        if (result.TokenType == JsonTokenType.Null)
            return true;
        if (result.TokenType != JsonTokenType.StartObject)
            return false;
        while (result.Read() && result.TokenType == JsonTokenType.PropertyName)
        {
            var isLogs = result.ValueTextEquals("logs"u8);
            if (!result.Read() || !(isLogs ? TryReadLogs(ref result) : result.TrySkip()))
                return false;
        }

        return Value is not LogLookup.NoSuchTransaction;
    }

    private bool TryReadLogs(ref Utf8JsonReader result)
    {
        if (result.TokenType != JsonTokenType.StartArray)
            return false;
        Value = new LogLookup.NoSuchLog();
        using var log = new LogFields();
        while (result.Read() && result.TokenType != JsonTokenType.EndArray)
        {
            if (!log.TryRead(ref result))
                return false;
            if (log.LogIndex == logIndex && log.Transaction == transaction)
                Take(log);
        }

        return true;
    }

    private void Take(LogFields log)
    {
        var seen = new LogCollection();
        matcher.Match(log, seen);
        IsUntimed = seen.Untimed.Count > 0;
        Value = seen switch
        {
            { Logs: [var match, ..] } => new LogLookup.Matched(match),
            { Undecodable: [var problem, ..] } => new LogLookup.Undecodable(problem),
            _ => new LogLookup.AnotherLog(log.Contract),
        };
    }
}
