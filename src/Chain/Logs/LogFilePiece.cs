using System.Buffers;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Logs;

/// <summary>What some whole lines of a file of logs hold.</summary>
/// <param name="Collected">Their logs, and what cannot be true of them.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="First">Where the first log stands; null for no log.</param>
/// <param name="Last">Where the last log stands.</param>
/// <param name="BadLine">The first line that is no log, counted from 0 in these lines; null for none.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record LogFilePiece(
    LogCollection Collected,
    int Lines,
    int Bytes,
    LogPosition? First,
    LogPosition? Last,
    int? BadLine,
    string Problem)
{
    /// <summary>Reads the lines and gives the buffer back.</summary>
    public static LogFilePiece Read(byte[] buffer, int length, LogMatcher matcher, long? from, long? to)
    {
        var collected = new LogCollection();
        var (number, first, last) = (0, (LogPosition?)null, (LogPosition?)null);
        var asked = LogRange.Numbers(from ?? 0, to ?? long.MaxValue);
        using var log = new LogFields();
        try
        {
            for (var rest = buffer.AsSpan(0, length); !rest.IsEmpty; number++)
            {
                var end = rest.IndexOf((byte)'\n');
                var line = end < 0 ? rest : rest[..end];
                rest = end < 0 ? [] : rest[(end + 1)..];
                if (line.Trim(" \r\t"u8).IsEmpty)
                    continue;
                if (Flaw(line, log) is { } flaw)
                    return new LogFilePiece(collected, number, length, first, last, number, flaw);
                last = new LogPosition(log.Block.Number, log.LogIndex);
                first ??= last;
                if (!asked.Holds(log.Block))
                    continue;
                collected.Receive(log, asked);
                if (collected.Lie is { } lie)
                    return new LogFilePiece(collected, number, length, first, last, number, lie);
                matcher.Match(log, collected);
                if (collected.Untimed.Count > 0)
                    return new LogFilePiece(
                        collected, number, length, first, last, number, "it has no blockTimestamp");
            }

            return new LogFilePiece(collected, number, length, first, last, null, "");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? Flaw(ReadOnlySpan<byte> line, LogFields log)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return json.Read() && log.TryRead(ref json) && !json.Read()
                ? null
                : "it is not a log as eth_getLogs gives it: address, topics, data, blockNumber, blockHash, "
                    + "transactionHash, logIndex and blockTimestamp";
        }
        catch (JsonException malformed)
        {
            return $"it is not JSON: {malformed.Message}";
        }
    }
}

/// <summary>Puts the pieces of a file together, in order, and counts its lines.</summary>
internal sealed class LogFileOrder(string path, long? from, long? to, long bytesInAll)
{
    private long _lines;
    private long _bytes;
    private LogPosition? _first;
    private LogPosition? _last;

    /// <summary>Whether what follows lies beyond the range.</summary>
    public bool IsPast => _last?.Block > to;

    /// <summary>The step that the next piece makes.</summary>
    public PastStep Take(LogFilePiece piece)
    {
        if (piece.First <= _last)
            return Failed(_lines + 1, $"log {piece.First} comes after {_last}");
        if (piece.BadLine is { } bad)
            return Failed(_lines + bad + 1, piece.Problem);
        _lines += piece.Lines;
        _bytes += piece.Bytes;
        _first ??= piece.First;
        _last = piece.Last ?? _last;
        return new PastStep.Portion(
            [.. piece.Collected.Logs],
            piece.Collected.Undecodable.Count,
            from ?? _first?.Block ?? 0,
            Math.Min(to ?? long.MaxValue, _last?.Block ?? 0),
            Math.Min(1, _bytes / (double)bytesInAll));
    }

    private PastStep.Failed Failed(long line, string problem) =>
        new($"{path}:{line}: {problem}. One log a line, sorted by block and index.");
}
