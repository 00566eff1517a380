using System.Globalization;

namespace Kwala.Storage;

/// <summary>Where a page of history ended: at an instant in ticks, and at a row of that instant.</summary>
internal readonly record struct HistoryCursor(long At, long Id)
{
    /// <summary>Before the newest row.</summary>
    public static HistoryCursor End => new(long.MaxValue, long.MaxValue);

    /// <summary>Reads what <see cref="ToString"/> wrote; null begins with the newest row.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static HistoryCursor Parse(string? cursor)
    {
        if (cursor is null)
            return End;
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(cursor.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new HistoryCursor(at, id)
                : throw new ArgumentException(
                    "This is no cursor of the history. Leave it out to begin with the newest row.", nameof(cursor));
    }

    /// <summary>As a reader hands it back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}.{Id}");
}
