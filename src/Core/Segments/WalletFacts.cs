using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Segments;

/// <summary>What a wallet knows of itself at an instant, by names that expressions use.</summary>
public static class WalletFacts
{
    // No fact at all reads as a very long time.
    private const int NeverDays = 99_999;

    private static readonly ImmutableArray<(string Name, Func<Asked, AbiValue> Value)> Facts =
    [
        ("hasTier", it => Flag(it.State.Tier is not null)),
        ("isConservative", it => Flag(it.State.Tier == TierName.Conservative)),
        ("isStandard", it => Flag(it.State.Tier == TierName.Standard)),
        ("isAggressive", it => Flag(it.State.Tier == TierName.Aggressive)),
        ("ownThresholds", it => Number(it.State.Preferences.Thresholds.Count)),
        ("contacts", it => Number(
            it.State.Preferences.Contacts.Values.Count(contact => contact.Standing == ContactStanding.Verified))),
        ("openEpisodes", it => Number(it.State.Tracks.Values.Sum(
            track => track.Episodes.Values.Count(book => book.Current is Episode.Open)))),
        ("alertsToday", it => Number(it.State.Attention.Spent.On(it.Today))),
        ("alertsThisWeek", it => Number(it.State.Attention.Spent.InWeekTo(it.Today))),
        ("responded", it => Number(it.Habits.Sum(habit => habit.Responded) / Habit.One)),
        ("ignored", it => Number(it.Habits.Sum(habit => (habit.Ignored / Habit.One) + habit.Run))),
        ("daysSinceSeen", it => Number(it.State.Behaviour.Life?.Seen is { } seen
            ? Math.Max(0, Days.Of(it.Now) - seen)
            : NeverDays)),
        ("isNew", it => Flag(it.Stage == LifeStage.New)),
        ("isActive", it => Flag(it.Stage == LifeStage.Active)),
        ("isCooling", it => Flag(it.Stage == LifeStage.Cooling)),
        ("isDormant", it => Flag(it.Stage == LifeStage.Dormant)),
        ("isReturned", it => Flag(it.Stage == LifeStage.Returned)),
    ];

    private static readonly AbiValue Yes = new AbiValue.Flag(true), No = new AbiValue.Flag(false);

    /// <summary>The names and types, as expressions see them.</summary>
    public static AbiEvent Declared { get; } = AbiEvent
        .Parse($"wallet({string.Join(", ", Facts.Select(fact => $"{TypeOf(fact.Value)} {fact.Name}"))})")
        .Match(parsed => parsed, (_, problem) => throw new InvalidOperationException(problem));

    /// <summary>The facts in the order in which they are declared.</summary>
    public static ImmutableArray<AbiValue> Of(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        var asked = new Asked(state, now, policy.Attention.Zone);
        return [.. Facts.Select(fact => fact.Value(asked))];
    }

    private static string TypeOf(Func<Asked, AbiValue> fact) =>
        fact(new Asked(WalletState.Empty, DateTimeOffset.UnixEpoch, null)) is AbiValue.Flag ? "bool" : "uint256";

    private static AbiValue Flag(bool value) => value ? Yes : No;

    private static AbiValue.Number Number(int value) => new(value);

    private readonly record struct Asked(WalletState State, DateTimeOffset Now, string? Zone)
    {
        public int Today => OwnerTime.DayOf(Now, OwnerTime.ZoneOf(State.Preferences.Attention.Zone ?? Zone));

        public LifeStage Stage => State.Behaviour.StageAt(Now);

        public IEnumerable<Habit> Habits => State.Behaviour.Kinds.Values.SelectMany(kind => kind.Habits.Values);
    }
}
