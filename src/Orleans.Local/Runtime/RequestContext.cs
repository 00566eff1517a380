namespace Orleans.Runtime;

/// <summary>
/// Values that travel with a chain of calls: what a caller sets, the called grain and its own calls see.
/// </summary>
public static class RequestContext
{
    private static readonly AsyncLocal<Dictionary<string, object>?> Current = new();

    // Never changed after it was set: a call carries the reference.
    internal static Dictionary<string, object>? Values
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>The value of a key; null if it was not set.</summary>
    public static object? Get(string key) =>
        Values is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the rest of this method and the calls that it makes.</summary>
    public static void Set(string key, object value) =>
        Values = new Dictionary<string, object>(Values ?? []) { [key] = value };

    /// <summary>Removes a value; false if it was not set.</summary>
    public static bool Remove(string key)
    {
        if (Values is not { } values || !values.ContainsKey(key))
            return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Values = rest.Count == 0 ? null : rest;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Values = null;
}
