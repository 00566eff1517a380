namespace Kwala.Core.Behaviour;

/// <summary>Where an owner stands with the protocol.</summary>
public enum LifeStage
{
    /// <summary>Was there on fewer than three days yet.</summary>
    New,

    /// <summary>Is there now and then.</summary>
    Active,

    /// <summary>Was not there for three weeks.</summary>
    Cooling,

    /// <summary>Was not there for three months.</summary>
    Dormant,

    /// <summary>Was dormant and came back; not yet there on three days since.</summary>
    Returned,
}

/// <summary>
/// An owner's stage of life. To leave a stage takes more than it takes to stay in it, so that one visit or one quiet
/// week does not make it flap.
/// </summary>
/// <param name="Stage">The stage as of the last visit.</param>
/// <param name="Since">The day that it began, since 1970 (UTC).</param>
/// <param name="Seen">The day that the owner was last there; null for never.</param>
/// <param name="Visits">On how many days of the stage the owner was there; at most three are counted.</param>
public sealed record Life(LifeStage Stage, int Since, int? Seen, int Visits)
{
    /// <summary>Days without a visit after which an owner cools.</summary>
    public const int CoolingAfter = 21;

    /// <summary>Days without a visit after which an owner is dormant.</summary>
    public const int DormantAfter = 90;

    /// <summary>Days without a visit after which one who returned is dormant again.</summary>
    public const int DormantAgainAfter = 30;

    /// <summary>Days with a visit that make a new or returned owner active.</summary>
    public const int Settled = 3;

    /// <summary>Days with a visit that make a cooling owner active again.</summary>
    public const int Warmed = 2;

    /// <summary>Begins with the first that happens to a wallet.</summary>
    internal static Life Begun(int day) => new(LifeStage.New, day, null, 0);

    /// <summary>The same life on a later day, on which nothing happened.</summary>
    internal Life On(int day)
    {
        var from = Seen ?? Since;
        var quiet = day - from;
        return Stage switch
        {
            LifeStage.Dormant => this,
            LifeStage.Returned when quiet >= DormantAgainAfter => Now(LifeStage.Dormant, from + DormantAgainAfter),
            LifeStage.Returned => this,
            _ when quiet >= DormantAfter => Now(LifeStage.Dormant, from + DormantAfter),
            LifeStage.Cooling => this,
            _ when quiet >= CoolingAfter => Now(LifeStage.Cooling, from + CoolingAfter),
            _ => this,
        };
    }

    /// <summary>The owner was there.</summary>
    internal Life Visited(int day)
    {
        var before = On(day);
        if (Seen >= day)
            return this;
        var visits = Math.Min(before.Visits + 1, Settled);
        var now = before with { Seen = day, Visits = visits };
        return before.Stage switch
        {
            LifeStage.Dormant => now.Now(LifeStage.Returned, day) with { Visits = 1 },
            LifeStage.New or LifeStage.Returned when visits >= Settled => now.Now(LifeStage.Active, day),
            LifeStage.Cooling when visits >= Warmed => now.Now(LifeStage.Active, day),
            _ => now,
        };
    }

    private Life Now(LifeStage stage, int since) => this with { Stage = stage, Since = since, Visits = 0 };
}
