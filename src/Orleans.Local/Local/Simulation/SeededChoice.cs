namespace Orleans.Local.Simulation;

/// <summary>
/// Choices that are the same for one seed in every process (SplitMix64: Steele, Lea and Flood, 2014).
/// </summary>
internal sealed class SeededChoice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = unchecked(_state += 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>From zero to less than a number.</summary>
    public int Below(int number) => (int)(Next() % (ulong)number);

    /// <summary>From the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>From zero to less than one.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True as often as this.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>A time up to this one.</summary>
    public TimeSpan UpTo(TimeSpan longest) => TimeSpan.FromTicks((long)(longest.Ticks * Fraction()));

    /// <summary>One of several.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Choices of their own, so that more or fewer of them here change nothing there.</summary>
    public SeededChoice Apart(string name)
    {
        var mixed = _state;
        foreach (var letter in name)
            mixed = unchecked((mixed ^ letter) * 0x100000001B3);
        return new SeededChoice(new SeededChoice(mixed).Next());
    }
}
