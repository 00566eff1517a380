namespace Kwala.Storage.Sqlite;

/// <summary>
/// Which grains may have a stored state, as 32-bit hashes: 100,000s of wallets that were never saved need no query to
/// know it. "No" is certain; a false "maybe" (one in 4,000 at a million keys) costs one query. Nothing is ever removed.
/// Memory: 6 to 12 MB per million keys.
/// </summary>
internal sealed class KnownKeys
{
    private readonly Lock _lock = new();
    private uint[] _slots = new uint[1024];
    private int _count;

    /// <summary>Remembers a key.</summary>
    public void Add(string grainType, string grainKey, string name)
    {
        var hash = Hash(grainType, grainKey, name);
        lock (_lock)
        {
            if (3 * _count > 2 * _slots.Length)
                Grow();
            if (Insert(_slots, hash))
                _count++;
        }
    }

    /// <summary>False only where the key was never added.</summary>
    public bool MayContain(string grainType, string grainKey, string name)
    {
        var hash = Hash(grainType, grainKey, name);
        lock (_lock)
        {
            for (var at = hash & (uint)(_slots.Length - 1); _slots[at] != 0; at = (at + 1) & (uint)(_slots.Length - 1))
                if (_slots[at] == hash)
                    return true;
            return false;
        }
    }

    // FNV-1a with a final mix, since the low bits choose the slot. Zero marks an empty slot.
    private static uint Hash(string grainType, string grainKey, string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in (ReadOnlySpan<string>)[grainType, grainKey, name])
        {
            foreach (var letter in part)
                hash = unchecked((hash ^ letter) * 1099511628211UL);
            hash = unchecked((hash ^ 0xFFFFF) * 1099511628211UL);
        }

        hash ^= hash >> 32;
        return Math.Max((uint)hash, 1);
    }

    private static bool Insert(uint[] slots, uint hash)
    {
        var at = hash & (uint)(slots.Length - 1);
        for (; slots[at] != 0; at = (at + 1) & (uint)(slots.Length - 1))
            if (slots[at] == hash)
                return false;
        slots[at] = hash;
        return true;
    }

    private void Grow()
    {
        var grown = new uint[_slots.Length * 2];
        foreach (var hash in _slots)
            if (hash != 0)
                Insert(grown, hash);
        _slots = grown;
    }
}
