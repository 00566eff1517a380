using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>What holds whatever an owner does and whatever is configured.</summary>
public sealed class BehaviourProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static Arbitrary<int> Roll { get; } = Gen.Choose(0, 1_000_000).ToArbitrary();

    private static Arbitrary<int[]> Script { get; } =
        Gen.Choose(0, 10_000_000).ArrayOf().Resize(200).ToArbitrary();

    [Fact]
    public void Nothing_learned_ever_keeps_a_critical_alert_back() =>
        Prop.ForAll(Roll, Script, Roll, (configured, script, asked) =>
        {
            var policy = RandomOwner.Policy(configured);
            var state = After(script, policy, out var now);

            return BehaviourDecision.Judge(state, RandomOwner.Alert(asked), Lane.Critical, now, policy)
                == new BehaviourVerdict.Tell(TellReason.Critical)
                && RandomOwner.Kinds.All(kind =>
                    BehaviourDecision.LaneFor(state, kind, Lane.Critical, policy) == Lane.Critical);
        }).Check(Thorough);

    [Fact]
    public void What_is_learned_is_bounded() =>
        Prop.ForAll(Roll, Script, (configured, script) =>
        {
            var state = After(script, RandomOwner.Policy(configured), out _);

            // What the owner asked to keep is kept; there cannot be more of it than buckets of kinds.
            var kept = state.Kinds.Values.Sum(known => known.Habits.Values.Count(habit => habit.Kept));
            return (BehaviourSize.Of(state) <= BehaviourBound.BytesMax || kept > 8)
                && state.Kinds.Values.Sum(known => known.Awaiting.Length) <= BehaviourBound.AwaitingMax
                && state.Kinds.Values.Sum(known => known.Habits.Count) <= Math.Max(BehaviourBound.HabitsMax, kept + 1)
                && state.Kinds.Values.SelectMany(known => known.Habits.Values).All(habit =>
                    habit is { Responded: >= 0, Ignored: >= 0, Run: >= 0 and <= Habit.RunMax, Withheld: >= 0 and <= 255 }
                    && habit.Responded + habit.Ignored <= 70 * Habit.One)
                && state.Week.All <= WeekOfHours.Memory * WeekOfHours.One
                && state.Kinds.Values.All(known => known.Reactions.All <= ReactionTimes.Most);
        }).Check(Thorough);

    [Fact]
    public void The_same_history_is_learned_the_same() =>
        Prop.ForAll(Roll, Script, (configured, script) =>
            RandomOwner.Text(After(script, RandomOwner.Policy(configured), out _))
            == RandomOwner.Text(After(script, RandomOwner.Policy(configured), out _))).Check(Thorough);

    [Fact]
    public void It_does_not_matter_how_often_one_looks_whether_windows_are_over() =>
        Prop.ForAll(Roll, Script, (configured, script) =>
        {
            var policy = RandomOwner.Policy(configured);
            return RandomOwner.Text(After(script, policy, out _))
                == RandomOwner.Text(After(script, policy, out _, looks: true));
        }).Check(Thorough);

    [Fact]
    public void Looking_twice_changes_nothing_and_judging_is_repeatable() =>
        Prop.ForAll(Roll, Script, Roll, (configured, script, asked) =>
        {
            var policy = RandomOwner.Policy(configured);
            var state = After(script, policy, out var now);
            var once = BehaviourDecision.Decide(state, new BehaviourEvent.TimePassed(), now, policy);
            var alert = RandomOwner.Alert(asked);

            return ReferenceEquals(once, BehaviourDecision.Decide(once, new BehaviourEvent.TimePassed(), now, policy))
                && BehaviourDecision.Judge(state, alert, Lane.Bulk, now, policy)
                    .Equals(BehaviourDecision.Judge(once, alert, Lane.Bulk, now, policy));
        }).Check(Thorough);

    [Fact]
    public void One_response_more_never_makes_a_habit_less_worth_telling() =>
        Prop.ForAll(Script, script =>
        {
            var owner = new Habits();
            foreach (var roll in script.Take(60))
            {
                var before = Worth(owner);
                _ = roll % 3 == 0 ? owner.Acts() : owner.Ignores();
                owner.Happens(new BehaviourEvent.TimePassed());
                if (roll % 3 == 0 ? Worth(owner) < before : Worth(owner) > before)
                    return false;
            }

            return true;
        }).Check(Thorough);

    [Fact]
    public void Whoever_responds_to_every_third_at_least_and_stops_is_followed_within_twenty_alerts() =>
        Prop.ForAll(Script, script =>
        {
            var owner = new Habits().Responding().Acts();
            var run = 0;
            foreach (var roll in script.Take(60))
            {
                run = roll % 2 == 0 || run == 2 ? 0 : run + 1;
                _ = run == 0 ? owner.Acts() : owner.Ignores();
            }

            owner.Acts();
            var ignored = 0;
            for (; owner.Judge() is not BehaviourVerdict.KeepBack; ignored++)
                owner.Ignores();
            Assert.InRange(ignored, 9, 20);
        }).Check(Thorough);

    [Fact]
    public void Whoever_ignored_all_and_begins_to_act_is_followed_within_twenty_alerts() =>
        Prop.ForAll(Roll, ignored =>
        {
            var owner = new Habits().Responding().Ignores(9 + (ignored % 80));
            for (var kept = 0; kept < ignored % 30; kept++)
                owner.Comes(wouldAct: false);
            var alerts = 1;
            for (; !(owner.Comes(wouldAct: true) && owner.Judge() is BehaviourVerdict.Tell); alerts++)
            {
            }

            return alerts <= 20;
        }).Check(Thorough);

    [Fact]
    public void Undoing_restores_telling_whatever_was_learned() =>
        Prop.ForAll(Roll, Script, Roll, (configured, script, asked) =>
        {
            var policy = RandomOwner.Policy(configured) with { Mode = LearningMode.Act };
            var state = After(script, policy, out var now);
            var alert = RandomOwner.Alert(asked);

            return new Undo[]
            {
                new Undo.KeepTelling(alert.Kind, alert.Bucket), new Undo.ForgetKind(alert.Kind), new Undo.ForgetAll(),
                new Undo.NeverLearn(),
            }.All(undo => BehaviourDecision.Judge(
                BehaviourDecision.Decide(state, new BehaviourEvent.Undone(undo), now, policy),
                alert, Lane.Bulk, now, policy) is BehaviourVerdict.Tell);
        }).Check(Thorough);

    [Fact]
    public void Everything_learned_has_words() =>
        Prop.ForAll(Roll, Script, (configured, script) =>
        {
            var policy = RandomOwner.Policy(configured);
            var state = After(script, policy, out var now);

            return BehaviourSummary.Of(state, now, policy)
                .Select(learned => BehaviourWords.Of(learned, (_, bucket) => Magnitude.NameOf(bucket), policy))
                .All(words => words.Length > 10 && words[^1] is '.');
        }).Check(Thorough);

    private static Kwala.Core.Numerics.Rational Worth(Habits owner) => owner.State.Kinds.TryGetValue(Habits.Yield, out var known)
        ? known.Habits[0].Evidence(owner.Policy).WorthTelling
        : Habit.New(0).Evidence(owner.Policy).WorthTelling;

    private static BehaviourState After(
        int[] script, BehaviourPolicy policy, out DateTimeOffset now, bool looks = false)
    {
        var state = BehaviourState.Empty;
        now = Habits.Monday;
        foreach (var roll in script)
        {
            for (var (until, step) = (now + RandomOwner.Pause(roll), 0); now < until; step++)
            {
                now = looks && step < 20 && until - now > TimeSpan.FromHours(3) ? now.AddHours(3) : until;
                if (looks)
                    state = BehaviourDecision.Decide(state, new BehaviourEvent.TimePassed(), now, policy);
            }

            state = BehaviourDecision.Decide(state, RandomOwner.Event(roll), now, policy);
        }

        return state;
    }
}
