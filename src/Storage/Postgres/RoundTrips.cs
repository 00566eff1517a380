using System.Threading.Channels;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Gathers what is asked at the same time (decision 9): each of a few loops takes whatever waits, asks it in one round
/// trip, and repeats. Alone, a caller waits for nobody; under load, those that came during one round trip share the
/// next.
/// </summary>
/// <typeparam name="T">What one caller asks for.</typeparam>
internal sealed class RoundTrips<T> : IAsyncDisposable
    where T : Asked
{
    private readonly Channel<T> _waiting;
    private readonly Func<IReadOnlyList<T>, Task> _ask;
    private readonly int _batchMax;
    private readonly Task[] _loops;

    /// <summary>Starts the loops.</summary>
    /// <param name="atOnce">How many round trips there may be at a time.</param>
    /// <param name="batchMax">How many share one at most.</param>
    /// <param name="queueMax">How many may wait before callers do.</param>
    /// <param name="ask">Asks for all of them, and ends each. What it throws ends those that it left.</param>
    public RoundTrips(int atOnce, int batchMax, int queueMax, Func<IReadOnlyList<T>, Task> ask)
    {
        (_ask, _batchMax) = (ask, batchMax);
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(queueMax));
        _loops = [.. Enumerable.Range(0, atOnce).Select(_ => Task.Run(Run))];
    }

    /// <summary>Lets one wait its turn.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed; nothing was asked.</exception>
    public async Task Enter(T asked, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(asked, cancellationToken);
            StorageInstruments.Queued.Add(1);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresStore), "The store is closed; nothing was asked of it.");
        }
    }

    /// <summary>Ends what waits, then the loops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private async Task Run()
    {
        var batch = new List<T>(_batchMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < _batchMax && _waiting.Reader.TryRead(out var asked))
            {
                StorageInstruments.Queued.Add(-1);
                if (asked.TryTake())
                    batch.Add(asked);
            }

            if (batch.Count > 0)
                await Ask(batch);
            batch.Clear();
        }
    }

    private async Task Ask(List<T> batch)
    {
        try
        {
            await _ask(batch);
        }
        catch (Exception failure)
        {
            foreach (var asked in batch)
                asked.Fail(failure);
        }
    }
}

/// <summary>One caller's wish among many.</summary>
internal abstract class Asked
{
    private int _isOver;

    /// <summary>From here on it can no longer be withdrawn. False if it was.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isOver, 1) == 0;

    /// <summary>It failed; nothing happens where it has ended already.</summary>
    public abstract void Fail(Exception failure);
}
