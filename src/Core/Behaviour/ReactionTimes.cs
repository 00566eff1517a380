namespace Kwala.Core.Behaviour;

/// <summary>
/// How soon an owner responds to a kind: counts of alerts, halved together once they are <see cref="Most"/>, so that
/// what the owner did lately counts most.
/// </summary>
/// <param name="TenMinutes">Responded to within ten minutes.</param>
/// <param name="Hour">Within an hour, and not sooner.</param>
/// <param name="SixHours">Within six hours, and not sooner.</param>
/// <param name="Day">Within a day, and not sooner.</param>
/// <param name="Later">Later than that.</param>
/// <param name="Never">Not at all.</param>
public readonly record struct ReactionTimes(int TenMinutes, int Hour, int SixHours, int Day, int Later, int Never)
{
    /// <summary>More are never counted.</summary>
    public const int Most = 20;

    /// <summary>Fewer say nothing about how fast an owner is.</summary>
    public const int Least = 5;

    /// <summary>How many alerts are counted.</summary>
    public int All => TenMinutes + Hour + SixHours + Day + Later + Never;

    /// <summary>
    /// Whether the owner is fast: of <see cref="Least"/> alerts or more, more than half were responded to within the
    /// hour.
    /// </summary>
    public bool IsFast => All >= Least && 2 * (TenMinutes + Hour) > All;

    /// <summary>Within which time half of the alerts are responded to; null where fewer are, or too little is known.
    /// </summary>
    public TimeSpan? Median
    {
        get
        {
            var half = (All + 1) / 2;
            return All < Least ? null
                : TenMinutes >= half ? TimeSpan.FromMinutes(10)
                : TenMinutes + Hour >= half ? TimeSpan.FromHours(1)
                : TenMinutes + Hour + SixHours >= half ? TimeSpan.FromHours(6)
                : TenMinutes + Hour + SixHours + Day >= half ? TimeSpan.FromDays(1)
                : null;
        }
    }

    /// <summary>After a response that took so long; null for none.</summary>
    internal ReactionTimes After(TimeSpan? took)
    {
        var room = All < Most ? this : Halved();
        return took switch
        {
            null => room with { Never = room.Never + 1 },
            { TotalMinutes: <= 10 } => room with { TenMinutes = room.TenMinutes + 1 },
            { TotalHours: <= 1 } => room with { Hour = room.Hour + 1 },
            { TotalHours: <= 6 } => room with { SixHours = room.SixHours + 1 },
            { TotalHours: <= 24 } => room with { Day = room.Day + 1 },
            _ => room with { Later = room.Later + 1 },
        };
    }

    private ReactionTimes Halved() =>
        new(TenMinutes / 2, Hour / 2, SixHours / 2, Day / 2, Later / 2, Never / 2);
}
