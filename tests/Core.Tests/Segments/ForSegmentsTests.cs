using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Expressions;
using Kwala.Core.Segments;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Segments;

/// <summary>A workflow for segments alone: who belongs there is asked anew while an episode is open.</summary>
public class ForSegmentsTests
{
    private static readonly SegmentName There = new("there");

    [Fact]
    public void Whoever_comes_into_the_segment_by_a_choice_is_told_of_what_is_open()
    {
        var story = NewStory("contacts == 2");
        story.Chooses(Alone);
        story.Sees("1.2", 1);
        Assert.Empty(story.Ready);

        story.Chooses(Given.Owner, Given.Signal("1.2", 1, live: false));

        Assert.Single(story.Ready);
        Assert.Equal(1, story.Records.Last().Episode);
    }

    [Fact]
    public void Whoever_comes_into_the_segment_by_an_act_is_told_of_what_is_open()
    {
        var story = NewStory("daysSinceSeen == 0");
        story.Sees("1.2", 1);
        Assert.Null(story.State.LookAgainAt);

        Opens(story, "one");
        Assert.Equal(story.Now, story.State.LookAgainAt);
        story.Happens(new WalletEvent.DueCame { Values = [Given.Signal("1.2", 1)], AreAllValues = true });

        Assert.Single(story.Ready);
        story.Sees("1.19", 2);
        Assert.Single(story.Ready);
    }

    [Fact]
    public void Whoever_comes_into_the_segment_by_time_is_told_with_the_next_value_and_once()
    {
        var story = NewStory("daysSinceSeen > 2");
        Opens(story, "one");
        story.Sees("1.2", 1);
        story.Sees("1.2", 2);
        Assert.Empty(story.Ready);

        story.Sees("1.2", 30_000);
        story.Sees("1.2", 30_001);

        Assert.Single(story.Ready);
    }

    [Fact]
    public void Whoever_leaves_the_segment_is_told_no_repeats_until_the_wallet_is_there_again()
    {
        var story = NewStory("contacts == 2", repeat: new RepeatPlan(TimeSpan.FromHours(6), 5, null));
        story.Sees("1.2", 1);
        Assert.Equal(1, story.Sends());

        story.Chooses(Alone, Given.Signal("1.2", 1, live: false));
        Assert.Equal(0, Repeats(story));
        story.Chooses(Given.Owner, Given.Signal("1.2", 1, live: false));

        Assert.Equal(0, story.Sends());
        Assert.Equal(1, Repeats(story));
    }

    private static Preferences Alone =>
        Given.Owner with { Contacts = Given.Owner.Contacts.Remove(ChannelName.Email) };

    private static int Repeats(Story story)
    {
        story.Now += TimeSpan.FromHours(6);
        story.Happens(new WalletEvent.DueCame { Values = [Given.Signal("1.2", 1)], AreAllValues = true });
        return story.Sends();
    }

    private static void Opens(Story story, string id) => story.Happens(WalletEvent.Interacted.Of(id, new Interaction(
        InteractionKind.Opened, InteractionSource.Api, new InteractionTarget.Nothing())));

    private static Story NewStory(string condition, RepeatPlan? repeat = null)
    {
        var workflow = Given.Workflow(Lane.Standard) with { For = [There], Repeat = repeat };
        return new Story(workflow)
        {
            Policy = Given.Policy(workflow) with
            {
                Segments = new SegmentRules(ImmutableSortedDictionary<SegmentName, TruthExpression>.Empty.Add(
                    There, ((ExpressionParse<TruthExpression>.Parsed)SegmentRules.Parse(condition)).Expression)),
            },
        };
    }
}
