using System.Buffers;
using System.Text.Json;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Logs;

/// <summary>What some whole lines of a file of logs hold.</summary>
/// <param name="Collected">Their logs, and what cannot be true of them.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="First">Where the first log stands; null for no log.</param>
/// <param name="Last">Where the last log stands.</param>
/// <param name="From">The first block in the range that has a log; null for none.</param>
/// <param name="Through">The last one.</param>
/// <param name="BadLine">The first line that is no log, counted from 0 in these lines; null for none.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record LogFilePiece(
    LogCollection Collected,
    int Lines,
    int Bytes,
    LogPosition? First,
    LogPosition? Last,
    long? From,
    long? Through,
    int? BadLine,
    string Problem)
{
    private const string Untimed = "it has no blockTimestamp";

    /// <summary>Reads the lines and gives the buffer back.</summary>
    public static LogFilePiece Read(byte[] buffer, int length, LogMatcher matcher, LogFileRange taken)
    {
        var collected = new LogCollection();
        var (number, first, last) = (0, (LogPosition?)null, (LogPosition?)null);
        var (from, through) = ((long?)null, (long?)null);
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
                    return Read(number, flaw);
                last = new LogPosition(log.Block.Number, log.LogIndex);
                first ??= last;
                if (taken.ByTime && log.BlockTimestamp is null)
                    return Read(number, Untimed);
                if (!taken.Holds(log))
                    continue;
                through = log.Block.Number;
                from ??= through;
                collected.Receive(log, taken.Blocks);
                if (collected.Lie is { } lie)
                    return Read(number, lie);
                matcher.Match(log, collected);
                if (collected.Untimed.Count > 0)
                    return Read(number, Untimed);
            }

            return Read(null, "");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        LogFilePiece Read(int? badLine, string problem) =>
            new(collected, number, length, first, last, from, through, badLine, problem);
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
internal sealed class LogFileOrder(string path, LogFileRange taken, long bytesInAll)
{
    private long _lines;
    private long _bytes;
    private long? _first;
    private LogPosition? _last;
    private long? _through;

    /// <summary>Whether what follows lies beyond the range.</summary>
    public bool IsPast => _last?.Block > taken.Blocks.To;

    /// <summary>That no log is of the times that were asked for; null where one is, or none were.</summary>
    public PastStep.Failed? Nothing =>
        taken.ByTime && _through is null ? new PastStep.Failed($"{path}: no log lies {taken}.") : null;

    /// <summary>The step that the next piece makes.</summary>
    public PastStep Take(LogFilePiece piece)
    {
        if (piece.First <= _last)
            return Failed(_lines + 1, $"log {piece.First} comes after {_last}");
        if (piece.BadLine is { } bad)
            return Failed(_lines + bad + 1, piece.Problem);
        _lines += piece.Lines;
        _bytes += piece.Bytes;
        _first ??= piece.From;
        _last = piece.Last ?? _last;
        _through = piece.Through ?? _through;
        return new PastStep.Portion(
            [.. piece.Collected.Logs],
            piece.Collected.Undecodable.Count,
            taken.From ?? _first ?? 0,
            taken.ByTime ? _through ?? 0 : Math.Min(taken.Blocks.To, _last?.Block ?? 0),
            Math.Min(1, _bytes / (double)bytesInAll));
    }

    private PastStep.Failed Failed(long line, string problem) =>
        new($"{path}:{line}: {problem}. One log a line, sorted by block and index.");
}

/// <summary>Which logs of a file are taken: by their blocks, or by the times of those.</summary>
internal sealed class LogFileRange(PastBound? from, PastBound? to)
{
    /// <summary>By their blocks; all where times decide.</summary>
    public LogRange Blocks { get; } = LogRange.Numbers(
        from is { At: null } first ? first.Block : 0, to is { At: null } last ? last.Block : long.MaxValue);

    /// <summary>Whether times decide, at either end.</summary>
    public bool ByTime { get; } = from?.At is not null || to?.At is not null;

    /// <summary>The first block that was asked for; null where that is for the file to say.</summary>
    public long? From => from is { At: null } first ? first.Block : null;

    /// <summary>Whether a log is taken; one without a time is, where times decide.</summary>
    public bool Holds(LogFields log) =>
        Blocks.Holds(log.Block) && !(log.BlockTimestamp < from?.At?.ToUnixTimeSeconds())
        && !(log.BlockTimestamp >= to?.At?.ToUnixTimeSeconds());

    /// <summary>For people.</summary>
    public override string ToString() =>
        string.Join(" and ", new[] { from is null ? null : $"from {from} on", to is null ? null : $"before {to}" }
            .OfType<string>());
}
