using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>What an owner ignores is kept back, and comes back when the owner does.</summary>
public sealed class HabitTests
{
    [Theory]
    [InlineData(0, 8, "tell")]
    [InlineData(0, 9, "keep back")] // The brief's case: nine ignored of nine.
    [InlineData(1, 9, "tell")]
    [InlineData(1, 15, "keep back")]
    [InlineData(1, 14, "tell")]
    [InlineData(2, 9, "tell")]
    [InlineData(5, 8, "tell")]
    [InlineData(5, 9, "keep back")] // Five of five, and then nothing: that has changed.
    [InlineData(20, 20, "keep back")] // Twenty in a row from somebody who always responded: that has changed.
    public void After_so_many_responses_and_then_so_many_ignored(int acted, int ignored, string expected)
    {
        var owner = new Habits().Responding().Acts(acted).Ignores(ignored);

        Assert.Equal(expected, owner.Judge() is BehaviourVerdict.KeepBack ? "keep back" : "tell");
    }

    [Fact]
    public void Other_magnitudes_and_other_kinds_are_learned_apart()
    {
        var owner = new Habits().Responding().Ignores(9);

        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());
        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge(bucket: 1));
        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge(kind: new KindName("governance")));
    }

    [Fact]
    public void Numbers_say_what_was_seen()
    {
        var verdict = Assert.IsType<BehaviourVerdict.KeepBack>(new Habits().Responding().Ignores(9).Judge());

        Assert.Equal((0, 9), (verdict.Evidence.Responses, verdict.Evidence.Ignored));
        Assert.Equal("0.0422", verdict.Evidence.WorthTelling.ToDecimalString(4));
    }

    [Fact]
    public void Critical_alerts_are_told_whatever_was_ignored()
    {
        var owner = new Habits().Responding().Ignores(40);

        Assert.Equal(new BehaviourVerdict.Tell(TellReason.Critical), owner.Judge(lane: Lane.Critical));
    }

    [Fact]
    public void Nothing_is_kept_back_from_an_owner_who_never_responded_to_anything()
    {
        var owner = new Habits().Ignores(20);

        Assert.Equal(new BehaviourVerdict.Tell(TellReason.NeverResponded), owner.Judge());
        owner.Responds(InteractionKind.NotNow, kind: new KindName("other"));
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());
    }

    [Fact]
    public void Of_what_is_kept_back_the_chosen_are_told_and_so_is_the_twelfth()
    {
        var owner = new Habits().Responding().Ignores(9);
        Assert.IsType<BehaviourVerdict.Explore>(BehaviourDecision.Judge(
            owner.State, Habits.Chosen(owner.Alert()), Lane.Bulk, owner.Now, owner.Policy));

        for (var withheld = 0; withheld < owner.Policy.WithheldMax; withheld++)
            Assert.False(owner.Comes(wouldAct: false));

        Assert.True(owner.Comes(wouldAct: false));
        Assert.False(owner.Comes(wouldAct: false));
    }

    [Fact]
    public void Who_responds_to_one_that_was_told_to_see_is_told_again()
    {
        var owner = new Habits().Responding().Ignores(30);
        Assert.False(owner.Comes(wouldAct: true));

        Assert.True(owner.Comes(wouldAct: true, alert: Habits.Chosen(owner.Alert())));

        Assert.Equal(new BehaviourVerdict.Tell(TellReason.WorthTelling), owner.Judge());
    }

    [Fact]
    public void Who_acts_without_having_been_told_is_told_again()
    {
        var owner = new Habits().Responding().Ignores(9);
        var alert = owner.Alert();
        owner.Happens(new BehaviourEvent.Withheld(alert));
        owner.Now += TimeSpan.FromHours(3);

        owner.Happens(Habits.Did(InteractionKind.Acted, new InteractionTarget.Position(alert.Position)));

        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge());
    }

    [Fact]
    public void Who_opens_in_the_inbox_what_was_kept_back_is_told_again()
    {
        var owner = new Habits().Responding().Ignores(9);
        var alert = owner.Alert();
        owner.Happens(new BehaviourEvent.Withheld(alert));

        owner.Happens(Habits.Did(InteractionKind.Opened, new InteractionTarget.Alert(alert.Mark)));
        owner.Now += owner.Policy.ResponseWindow;

        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge());
    }

    [Fact]
    public void What_was_kept_back_and_not_acted_on_says_nothing()
    {
        var owner = new Habits().Responding().Ignores(9);
        var before = Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge()).Evidence;

        Assert.False(owner.Comes(wouldAct: false));

        Assert.Equal(before, Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge()).Evidence);
    }

    [Theory]
    [InlineData(InteractionKind.Acted, 10, false)]
    [InlineData(InteractionKind.Useful, 10, false)]
    [InlineData(InteractionKind.Opened, 10, false)] // Half a response each time.
    [InlineData(InteractionKind.NotNow, 10, false)] // Neither for nor against.
    [InlineData(InteractionKind.Stop, 10, false)] // The preferences hold it.
    [InlineData(InteractionKind.Fewer, 1, true)]
    public void Responses_count_as_they_are_meant(InteractionKind kind, int times, bool keptBack)
    {
        var owner = new Habits().Responding().Responds(kind, times);

        Assert.Equal(keptBack, owner.Judge() is BehaviourVerdict.KeepBack);
    }

    [Fact]
    public void Fewer_of_a_kind_is_heard_when_no_alert_awaits_a_response()
    {
        var owner = new Habits().Responding().Ignores(1);
        owner.Happens(new BehaviourEvent.TimePassed());

        owner.Happens(Habits.Did(InteractionKind.Fewer, new InteractionTarget.Kind(Habits.Yield)));

        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fewer_of_an_alert_that_awaits_no_response_any_more_means_its_kind_where_that_is_known(bool isKnown)
    {
        var owner = new Habits().Responding();
        var alert = owner.Alert();
        owner.Happens(new BehaviourEvent.Told(alert));
        owner.Now += owner.Policy.ResponseWindow;

        owner.Happens(Habits.Did(
            InteractionKind.Fewer, new InteractionTarget.Alert(alert.Mark) { Of = isKnown ? Habits.Yield : null }));

        Assert.Equal(isKnown, owner.Judge() is BehaviourVerdict.KeepBack);
    }

    [Fact]
    public void An_alert_that_reached_nobody_was_not_ignored()
    {
        var owner = new Habits().Responding().Ignores(8);
        var alert = owner.Alert();
        owner.Happens(new BehaviourEvent.Told(alert));

        owner.Happens(new BehaviourEvent.Unreached(alert.Mark));
        owner.Now += owner.Policy.ResponseWindow;

        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge());
    }

    [Fact]
    public void An_alert_told_again_awaits_one_response()
    {
        var owner = new Habits().Responding().Ignores(8);
        var alert = owner.Alert();
        owner.Happens(new BehaviourEvent.Told(alert));
        var before = owner.State;

        owner.Happens(new BehaviourEvent.Told(alert));

        Assert.Same(before, owner.State);
    }

    [Fact]
    public void Notice_is_due_once_until_the_owner_responds_again()
    {
        var owner = new Habits().Responding().Ignores(9);
        Assert.True(Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge()).NoticeDue);

        owner.Happens(new BehaviourEvent.Noticed(Habits.Yield, 0));
        Assert.False(Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge()).NoticeDue);

        owner.Acts().Ignores(20);
        Assert.True(Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge()).NoticeDue);
    }

    [Fact]
    public void Learning_that_only_suggests_tells_everything_and_asks_once()
    {
        var owner = new Habits(BehaviourPolicy.Default with { Mode = LearningMode.Suggest }).Responding().Ignores(9);
        Assert.True(Assert.IsType<BehaviourVerdict.Suggest>(owner.Judge()).NoticeDue);

        owner.Happens(new BehaviourEvent.Noticed(Habits.Yield, 0));

        Assert.False(Assert.IsType<BehaviourVerdict.Suggest>(owner.Judge()).NoticeDue);
    }

    [Fact]
    public void Learning_that_is_off_remembers_nothing()
    {
        var owner = new Habits(BehaviourPolicy.Default with { Mode = LearningMode.Off }).Responding().Ignores(9);

        Assert.Same(BehaviourState.Empty, owner.State);
        Assert.Equal(new BehaviourVerdict.Tell(TellReason.NotLearning), owner.Judge());
    }

    [Fact]
    public void What_is_not_seen_for_half_a_year_fades()
    {
        var owner = new Habits().Responding().Ignores(9);
        owner.Now += TimeSpan.FromDays(89);
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());

        owner.Now += TimeSpan.FromDays(2);

        Assert.IsType<BehaviourVerdict.Tell>(owner.Judge());
    }

    [Fact]
    public void Whoever_comes_back_after_months_is_told_the_next_of_each()
    {
        var owner = new Habits().Responding().Ignores(40);
        owner.Now += TimeSpan.FromDays(60);
        Assert.Equal(LifeStage.Dormant, owner.State.StageAt(owner.Now));
        Assert.IsType<BehaviourVerdict.KeepBack>(owner.Judge());

        owner.Happens(Habits.Did(InteractionKind.Opened, new InteractionTarget.Nothing()));

        Assert.Equal(LifeStage.Returned, owner.State.StageAt(owner.Now));
        Assert.IsType<BehaviourVerdict.Explore>(owner.Judge());
    }
}
