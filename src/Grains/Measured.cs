using System.Collections.Concurrent;

namespace Kwala.Grains;

/// <summary>
/// What lives in this process and can be measured now. Gauges ask it, from a thread of their own: who has left is not
/// told any more, where a number that was once recorded would stay.
/// </summary>
/// <typeparam name="T">Who; compared by reference.</typeparam>
internal sealed class Measured<T>
    where T : class
{
    private readonly ConcurrentDictionary<T, bool> _present = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those who are here, in no order.</summary>
    public IEnumerable<T> Present => _present.Keys;

    /// <summary>Counts from now on; once, however often it is said.</summary>
    public void Enter(T one) => _present[one] = true;

    /// <summary>Counts no more.</summary>
    public void Leave(T one) => _present.TryRemove(one, out _);
}
