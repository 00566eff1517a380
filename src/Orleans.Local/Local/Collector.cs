using Orleans.Configuration;

namespace Orleans.Local;

/// <summary>
/// Ends activations that nobody has called for a while. They stand in buckets by the beat at which they could be idle
/// long enough, so that only those are looked at, and a call costs nothing.
/// </summary>
internal sealed class Collector(GrainCollectionOptions options, Func<TimeSpan, int> beats)
{
    private readonly Dictionary<int, List<Activation>> _buckets = [];
    private readonly Lock _lock = new();
    private readonly int _age = beats(options.CollectionAge);
    private readonly int _quantum = Math.Max(1, beats(options.CollectionQuantum));
    private int _next;

    public TimeSpan ActivationTimeout => options.ActivationTimeout;

    public TimeSpan DeactivationTimeout => options.DeactivationTimeout;

    /// <summary>Looks again when the activation could have been idle for the collection age.</summary>
    public void Add(Activation activation, int lastUsed)
    {
        lock (_lock)
        {
            var bucket = Math.Max(_next, (lastUsed + _age) / _quantum + 1);
            if (!_buckets.TryGetValue(bucket, out var activations))
                _buckets[bucket] = activations = [];
            activations.Add(activation);
        }
    }

    /// <summary>Goes through the buckets that are due.</summary>
    public void Collect(int now)
    {
        while (Due(now / _quantum) is { } activations)
        {
            foreach (var activation in activations)
            {
                if (activation.CollectIfUnusedSince(now - _age) is { } lastUsed)
                    Add(activation, lastUsed);
            }
        }
    }

    private List<Activation>? Due(int bucket)
    {
        lock (_lock)
        {
            while (_next <= bucket)
            {
                if (_buckets.Remove(_next++, out var activations))
                    return activations;
            }

            return null;
        }
    }
}
