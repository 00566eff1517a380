using System.Buffers;
using System.Text.Json;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;

namespace Kwala.Chain.Logs;

/// <summary>
/// One log as the node wrote it, read in one pass from JSON: hex goes straight into reused buffers. One instance
/// serves a whole answer. Source: https://ethereum.github.io/execution-apis, schema Log.
/// </summary>
internal sealed class LogFields : IDisposable
{
    private const int TopicsMax = 4;

    private readonly byte[] _topics = new byte[TopicsMax * Bytes32.Size];
    private byte[] _data = ArrayPool<byte>.Shared.Rent(1024);
    private int _dataLength;
    private Field _seen;

    [Flags]
    private enum Field
    {
        None = 0,
        Address = 1,
        Topics = 2,
        Data = 4,
        BlockNumber = 8,
        BlockHash = 16,
        Transaction = 32,
        LogIndex = 64,
        All = 127,
    }

    /// <summary>The emitting contract.</summary>
    public Address Contract { get; private set; }

    /// <summary>The block that holds it, as the node says.</summary>
    public BlockRef Block { get; private set; }

    /// <summary>The transaction's hash.</summary>
    public Bytes32 Transaction { get; private set; }

    /// <summary>The log's index in its block.</summary>
    public int LogIndex { get; private set; }

    /// <summary>Whether the node says that a reorg took this log away.</summary>
    public bool Removed { get; private set; }

    /// <summary>The block's time in Unix seconds; null where the node leaves it out.</summary>
    public long? BlockTimestamp { get; private set; }

    /// <summary>How many topics.</summary>
    public int TopicCount { get; private set; }

    /// <summary>32 bytes per topic.</summary>
    public ReadOnlySpan<byte> Topics => _topics.AsSpan(0, TopicCount * Bytes32.Size);

    /// <summary>The ABI-encoded data.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, _dataLength);

    /// <summary>Reads the object at whose start the reader stands; false when it is no complete log.</summary>
    public bool TryRead(ref Utf8JsonReader reader)
    {
        (_seen, Removed, BlockTimestamp) = (Field.None, false, null);
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadProperty(ref reader))
                return false;
        }

        return _seen == Field.All;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_data);

    private bool TryReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("address"u8))
        {
            var read = RpcJson.TryReadAddress(ref reader, out var contract);
            Contract = contract;
            return Saw(Field.Address, read);
        }

        if (name.SequenceEqual("topics"u8))
            return Saw(Field.Topics, TryReadTopics(ref reader));
        if (name.SequenceEqual("data"u8))
            return Saw(Field.Data, RpcJson.TryReadBytes(ref reader, ref _data, out _dataLength));
        if (name.SequenceEqual("blockHash"u8))
        {
            var read = RpcJson.TryReadHash(ref reader, out var hash);
            Block = Block with { Hash = hash };
            return Saw(Field.BlockHash, read);
        }

        if (name.SequenceEqual("blockNumber"u8))
        {
            var read = RpcJson.TryReadQuantity(ref reader, out var number);
            Block = Block with { Number = number };
            return Saw(Field.BlockNumber, read);
        }

        return TryReadRest(ref reader, name);
    }

    private bool TryReadRest(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("transactionHash"u8))
        {
            var read = RpcJson.TryReadHash(ref reader, out var transaction);
            Transaction = transaction;
            return Saw(Field.Transaction, read);
        }

        if (name.SequenceEqual("logIndex"u8))
        {
            var read = RpcJson.TryReadQuantity(ref reader, out var index) && index <= int.MaxValue;
            LogIndex = read ? (int)index : 0;
            return Saw(Field.LogIndex, read);
        }

        if (name.SequenceEqual("removed"u8))
        {
            var read = reader.Read();
            Removed = reader.TokenType == JsonTokenType.True;
            return read;
        }

        // Newer than the other fields: absent, null or odd is the same as not given, and the header is asked.
        if (name.SequenceEqual("blockTimestamp"u8))
        {
            BlockTimestamp = RpcJson.TryReadQuantity(ref reader, out var seconds) ? seconds : null;
            return reader.TrySkip();
        }

        return reader.Read() && reader.TrySkip();
    }

    private bool TryReadTopics(ref Utf8JsonReader reader)
    {
        TopicCount = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (TopicCount == TopicsMax || reader.ValueIsEscaped
                || !Hex.TryDecode(reader.ValueSpan, _topics.AsSpan(TopicCount * Bytes32.Size, Bytes32.Size)))
                return false;
            TopicCount++;
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private bool Saw(Field field, bool read)
    {
        _seen |= read ? field : Field.None;
        return read;
    }
}
