using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage;

/// <summary>What every store holds its arguments to, before they can fail a transaction.</summary>
internal static class HistoryBounds
{
    /// <summary>The longest key, kind and outcome of a history row, in characters.</summary>
    public const int NameMax = 200;

    /// <summary>The most rows of a page.</summary>
    public const int LimitMax = 500;

    /// <summary>Refuses rows that are out of bounds.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    public static void Check(ImmutableArray<HistoryRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Key.Length is 0 or > NameMax || row.Kind.Length > NameMax || row.Outcome.Length > NameMax)
                throw new ArgumentException(
                    $"A history row's key has 1 to {NameMax} characters, its kind and outcome at most {NameMax}.",
                    nameof(rows));
            if (row.Body.Length > HistoryRow.BodyMax)
                throw new ArgumentException(
                    $"A history row's body has at most {HistoryRow.BodyMax} characters.", nameof(rows));
            if (!Enum.IsDefined(row.Topic))
                throw new ArgumentException($"There is no history topic {(int)row.Topic}.", nameof(rows));
        }
    }

    /// <summary>Refuses a page of no rows, or of too many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is one.</exception>
    public static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMax);
    }
}
