using NodaTime;

namespace Kwala.Core.Wallets.Attention;

/// <summary>When the owner's digest is sent.</summary>
/// <param name="Day">On this day of the week; null for every day.</param>
/// <param name="Minute">Minute of the local day, 0 to 1439.</param>
/// <param name="Learned">
/// At the hour of the week at which the owner is seen to be there, once it is known; until then as the schedule says.
/// </param>
public sealed record DigestSchedule(IsoDayOfWeek? Day, int Minute, bool Learned = false)
{
    private const string LearnedWord = "learned";
    private const string DailyWord = "daily";

    /// <summary>Every day at nine.</summary>
    public static DigestSchedule Default { get; } = new(null, 9 * 60);

    /// <summary>The next instant after this one, as the schedule says.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset after, DateTimeZone zone) =>
        OwnerTime.Next(after, zone, Minute, Day);

    /// <summary>
    /// Reads <c>daily 09:00</c>, <c>friday 18:30</c>, or either with <c>learned</c> before it; false where it is none.
    /// </summary>
    public static bool TryParse(string text, out DigestSchedule? schedule)
    {
        ArgumentNullException.ThrowIfNull(text);
        schedule = null;
        var words = text.Split(' ');
        var learned = words[0] == LearnedWord;
        if (learned)
            words = words[1..];
        if (words is not [var day, var time] || !ClockText.TryMinute(time, out var minute))
            return false;
        if (day == DailyWord)
            schedule = new DigestSchedule(null, minute, learned);
        else if (NamesDay(day, out var named))
            schedule = new DigestSchedule(named, minute, learned);
        return schedule is not null;
    }

    /// <summary>As it is read.</summary>
    public override string ToString()
    {
        var day = Day is { } named ? WordOf(named) : DailyWord;
        return $"{(Learned ? $"{LearnedWord} " : "")}{day} {ClockText.Of(Minute)}";
    }

    private static string WordOf(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();

    private static bool NamesDay(string word, out IsoDayOfWeek day)
    {
        for (day = IsoDayOfWeek.Monday; day <= IsoDayOfWeek.Sunday; day++)
            if (WordOf(day) == word)
                return true;
        return false;
    }
}
