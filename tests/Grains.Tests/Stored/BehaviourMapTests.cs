using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.TestKit;

namespace Kwala.Grains.Tests.Stored;

/// <summary>What a wallet learned is stored in few bytes and read as it was meant.</summary>
public sealed class BehaviourMapTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static BehaviourState Known { get; } = new()
    {
        Kinds = ImmutableSortedDictionary<KindName, KindBehaviour>.Empty.Add(new KindName("yield"), new KindBehaviour
        {
            Habits = ImmutableSortedDictionary<int, Habit>.Empty
                .Add(0, new Habit(1, 2, 9, 3, 20455, Kept: false, Noticed: true))
                .Add(7, new Habit(8192, 0, 0, 0, 20456, Kept: true, Noticed: false)),
            Reactions = new ReactionTimes(1, 2, 3, 4, 5, 6),
            Awaiting =
            [
                new Awaited(
                    new AlertMark(ulong.MaxValue), new PositionMark(7), 7, Noon, Noon.AddDays(2), Withheld: true, Opened: false),
                new Awaited(new AlertMark(1), new PositionMark(ulong.MaxValue / 2), 0, Noon, Noon, Withheld: false, Opened: true),
            ],
        }),
        Week = new WeekOfHours([.. Enumerable.Range(0, WeekOfHours.Hours).Select(hour => (ushort)(hour % 37))], 2922),
        Life = new Life(LifeStage.Returned, 20450, 20455, 2),
    };

    [Fact]
    public void It_is_written_as_it_always_was()
    {
        var today = Json(Known);

        Assert.True(
            GoldenFile.Read("wallet.behaviour.v2.json", today) == today, GoldenFile.Advice("wallet.behaviour.v2.json"));
        Assert.Equal(today, Json(Read(today)));
    }

    [Fact]
    public void Of_an_owner_who_wants_nothing_learned_one_word_is_stored()
    {
        var never = BehaviourState.Empty with { Never = true };

        Assert.Equal("""{"behaviour":{"never":true}}""", Json(never));
        Assert.Equal(never, Read(Json(never)));
        Assert.Equal("{}", Json(BehaviourState.Empty));
    }

    [Fact]
    public void What_is_needed_to_take_an_act_back_is_read_as_it_was_written_and_no_larger_than_it_counts()
    {
        var undo = new ActUndo(
            ChainId.Evm(1), new BlockRef(18_000_000, Keccak256.Hash([1])), ulong.MaxValue,
            Known with
            {
                Week = WeekOfHours.Empty,
                Kinds = Known.Kinds.SetItem(new KindName("yield"), Known.Kinds[new KindName("yield")] with
                {
                    Habits = ImmutableSortedDictionary<int, Habit>.Empty
                        .Add(0, new Habit(-256, -512, 2, 3, -1, Kept: false, Noticed: true)),
                    Reactions = new ReactionTimes(-1, 10, 0, 0, 0, 0),
                }),
            },
            167);
        var state = WalletState.Empty with { ActsUndo = [undo, undo with { Id = 0, Hour = null }] };

        var json = Json(state);
        var read = JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!.ToCore();

        Assert.Equal(json, Json(read));
        Assert.Equal(undo with { Back = read.ActsUndo[0].Back }, read.ActsUndo[0]);
        Assert.InRange(json.Length, 0, RecordSize.Of(state));
    }

    [Fact]
    public void Size_is_never_less_than_what_is_stored_and_not_much_more() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ArrayOf().Resize(150).ToArbitrary(), script =>
        {
            var (state, now) = (BehaviourState.Empty, Noon);
            foreach (var roll in script)
            {
                var alert = new AlertFacts(
                    new KindName(new string('k', 1 + (roll % 64))), roll % 8,
                    new AlertMark((ulong)roll * 1_000_003UL * 10_000_019UL), new PositionMark((ulong)roll << 40));
                state = BehaviourDecision.Decide(
                    state,
                    (roll % 3) switch
                    {
                        0 => new BehaviourEvent.Interacted(new Interaction(
                            InteractionKind.Acted, InteractionSource.Chain, new InteractionTarget.Kind(alert.Kind))),
                        1 => new BehaviourEvent.Withheld(alert),
                        _ => new BehaviourEvent.Told(alert),
                    },
                    now += TimeSpan.FromMinutes(roll % 1_000), BehaviourPolicy.Default);
                var (bytes, size) = (Json(state).Length, BehaviourSize.Of(state));
                Assert.InRange(bytes, 0, 2 + size);
                Assert.InRange(size, 0, Math.Min(BehaviourBound.BytesMax, 150 + (bytes * 14 / 10)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    private static string Json(BehaviourState state) => Json(WalletState.Empty with { Behaviour = state });

    private static string Json(WalletState state) => JsonSerializer.Serialize(
        state.ToStored(new CommitRows(default, null, [])),
        StoredJson.Default.WalletStored);

    private static BehaviourState Read(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!.ToCore().Behaviour;
}
