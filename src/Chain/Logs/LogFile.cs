using System.Buffers;
using System.Runtime.CompilerServices;
using Kwala.Core.Backtests;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Logs;

/// <summary>
/// Logs from a file, one JSON object a line as eth_getLogs gives them, each with its blockTimestamp, in the order of
/// the chain. Read in pieces on all threads and given in order.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="from">The first block to take, or from when on; null for the file's first.</param>
/// <param name="to">The last block to take, or before when; null for the file's last.</param>
public sealed class LogFile(string path, PastBound? from, PastBound? to) : IPastLogs
{
    private const int PieceSize = 1 << 20;
    private const int LineLengthMax = 16 << 20;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PastStep> Read(
        LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (file, problem) = Open();
        if (file is null)
        {
            yield return new PastStep.Failed(problem);
            yield break;
        }

        await using (file)
        {
            var taken = new LogFileRange(from, to);
            var order = new LogFileOrder(path, taken, Math.Max(1, file.Length));
            var matcher = new LogMatcher(query);
            var reading = new Queue<Task<LogFilePiece>>();
            var pieces = new Lines(file);
            while (true)
            {
                // One piece on each thread, and one that is ready for whoever decides.
                while (!pieces.AtEnd && reading.Count <= Environment.ProcessorCount)
                    if (await pieces.Next(cancellationToken) is var (buffer, length))
                        reading.Enqueue(Task.Run(
                            () => LogFilePiece.Read(buffer, length, matcher, taken), cancellationToken));
                if (pieces.IsTooLong)
                {
                    yield return new PastStep.Failed($"{path}: a line has more than {LineLengthMax >> 20} MB.");
                    yield break;
                }

                if (!reading.TryDequeue(out var next))
                {
                    if (order.Nothing is { } nothing)
                        yield return nothing;
                    yield break;
                }

                var step = order.Take(await next.WaitAsync(cancellationToken));
                yield return step;
                if (step is PastStep.Failed || order.IsPast)
                    yield break;
            }
        }
    }

    private (FileStream? File, string Problem) Open()
    {
        try
        {
            return (new FileStream(
                path,
                new FileStreamOptions
                {
                    BufferSize = 0,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                }),
                "");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {unreadable.Message}");
        }
    }

    // Cuts the file into pieces of whole lines.
    private sealed class Lines(FileStream file)
    {
        private byte[] _rest = [];
        private int _restLength;

        public bool AtEnd { get; private set; }

        public bool IsTooLong { get; private set; }

        public async ValueTask<(byte[] Buffer, int Length)?> Next(CancellationToken cancellationToken)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(_restLength + PieceSize);
            _rest.AsSpan(0, _restLength).CopyTo(buffer);
            var read = await file.ReadAtLeastAsync(
                buffer.AsMemory(_restLength), PieceSize, throwOnEndOfStream: false, cancellationToken);
            var length = _restLength + read;
            AtEnd = read < PieceSize;
            var whole = AtEnd ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            IsTooLong = !AtEnd && whole == 0 && length > LineLengthMax;
            AtEnd |= IsTooLong;
            _restLength = length - whole;
            _rest = buffer.AsSpan(whole, _restLength).ToArray();
            if (whole > 0 && !IsTooLong)
                return (buffer, whole);
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
    }
}
