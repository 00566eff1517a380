namespace Kwala.Core;

/// <summary>Finds the word that someone most likely meant. Used in every message about an unknown name.</summary>
public static class NearestWord
{
    private const int LengthMax = 64;
    private const int ListedMax = 40;

    /// <summary>
    /// The word with the fewest typing slips (a letter more, less, other or swapped; case does not count), or null
    /// where none is near: at most a third of the letters may be wrong. The first of equals wins.
    /// </summary>
    public static string? Of(string word, IEnumerable<string> words)
    {
        if (word.Length is 0 or > LengthMax)
            return null;
        string? nearest = null;
        var best = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in words.Where(w => w.Length is > 0 and <= LengthMax))
        {
            var slips = Slips(word, candidate);
            if (slips >= best || slips >= candidate.Length)
                continue;
            (nearest, best) = (candidate, slips);
        }

        return nearest;
    }

    /// <summary>Ends a sentence on an unknown name: <c>did you mean "x"?</c> or <c>write one of a, b.</c></summary>
    public static string Advice(string word, IReadOnlyCollection<string> words) =>
        Of(word, words) is { } nearest ? $"did you mean \"{nearest}\"?"
        : words.Count == 0 ? "there is none to name here."
        : words.Count == 1 ? $"write {words.First()}."
        : words.Count > ListedMax ? $"write one of {string.Join(", ", words.Take(ListedMax))}, ..."
        : $"write one of {string.Join(", ", words)}.";

    // Optimal string alignment: Levenshtein with swaps of neighbours.
    private static int Slips(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
            for (var j = 1; j <= to.Length; j++)
            {
                var same = Same(from[i - 1], to[j - 1]);
                var slips = Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1;
                slips = Math.Min(slips, rows[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    slips = Math.Min(slips, rows[i - 2, j - 2] + 1);
                rows[i, j] = slips;
            }

        return rows[from.Length, to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
