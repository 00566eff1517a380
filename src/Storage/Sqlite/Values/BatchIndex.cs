using Kwala.Core.Evm;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>
/// Which batches hold rows of a wallet, in memory: about 16 bytes for each wallet of a batch. It may name a batch that
/// has none (a shared hash, a batch merged meanwhile), never misses one.
/// </summary>
internal sealed class BatchIndex
{
    private const int None = -1;

    private readonly Lock _lock = new();
    private int[] _buckets = NewBuckets(1024);
    private Entry[] _entries = new Entry[1024];
    private int _count;

    /// <summary>Notes a batch and its wallets.</summary>
    public void Add(long batch, IReadOnlyCollection<Address> wallets)
    {
        lock (_lock)
            foreach (var wallet in wallets)
                Insert(new Entry((uint)wallet.GetHashCode(), None, batch));
    }

    /// <summary>The batches that may hold rows of a wallet.</summary>
    public List<long> BatchesOf(Address wallet)
    {
        var hash = (uint)wallet.GetHashCode();
        var found = new List<long>();
        lock (_lock)
            for (var at = _buckets[hash & (_buckets.Length - 1)]; at != None; at = _entries[at].Next)
                if (_entries[at].Hash == hash)
                    found.Add(_entries[at].Batch);
        return found;
    }

    /// <summary>Forgets batches.</summary>
    public void Remove(IReadOnlySet<long> batches)
    {
        lock (_lock)
        {
            var kept = _entries.AsSpan(0, _count).ToArray().Where(entry => !batches.Contains(entry.Batch)).ToArray();
            _entries = new Entry[Math.Max(1024, kept.Length)];
            _buckets = NewBuckets(_entries.Length);
            _count = 0;
            foreach (var entry in kept)
                Insert(entry);
        }
    }

    private static int[] NewBuckets(int atLeast)
    {
        var buckets = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)atLeast)];
        Array.Fill(buckets, None);
        return buckets;
    }

    private void Insert(Entry entry)
    {
        if (_count == _entries.Length)
            Grow();
        ref var bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
        _entries[_count] = entry with { Next = bucket };
        bucket = _count++;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = NewBuckets(_entries.Length);
        for (var at = 0; at < _count; at++)
        {
            ref var bucket = ref _buckets[_entries[at].Hash & (_buckets.Length - 1)];
            _entries[at] = _entries[at] with { Next = bucket };
            bucket = at;
        }
    }

    private readonly record struct Entry(uint Hash, int Next, long Batch);
}
