using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>What is counted of alerts that were told.</summary>
public sealed class AlertFatesTests
{
    [Theory]
    [InlineData(InteractionKind.Acted, AlertFate.Acted)]
    [InlineData(InteractionKind.Useful, AlertFate.Acted)]
    [InlineData(InteractionKind.NotNow, AlertFate.Declined)]
    [InlineData(InteractionKind.Fewer, AlertFate.Declined)]
    [InlineData(InteractionKind.Stop, AlertFate.Declined)]
    [InlineData(InteractionKind.Opened, null)]
    public void Alert_is_told_once_and_ends_by_what_the_owner_does(InteractionKind kind, AlertFate? fate)
    {
        var story = Told();
        Assert.Equal([AlertFate.Told], Fates(story));

        Answer(story, kind, "one");
        Answer(story, kind, "two");

        Assert.Equal(fate is { } one ? [AlertFate.Told, one] : [AlertFate.Told], Fates(story));
    }

    [Theory]
    [InlineData(false, AlertFate.Ignored)]
    [InlineData(true, AlertFate.Opened)]
    public void Alert_whose_window_is_over_is_ignored_or_only_opened_whatever_comes_later(bool opened, AlertFate fate)
    {
        var story = Told();
        if (opened)
            Answer(story, InteractionKind.Opened, "one");
        story.Now += story.Policy.Behaviour.ResponseWindow + TimeSpan.FromMinutes(1);

        Answer(story, InteractionKind.Acted, "late");

        Assert.Equal([AlertFate.Told, fate], Fates(story));
    }

    [Fact]
    public void Alert_that_reaches_nobody_is_neither_ignored_nor_acted_on()
    {
        var story = Told();

        story.Sends(new SendOutcome.Rejected("no"));
        story.Now += story.Policy.Behaviour.ResponseWindow + TimeSpan.FromMinutes(1);
        Answer(story, InteractionKind.Acted, "late");

        Assert.Equal([AlertFate.Told, AlertFate.Unreached], Fates(story));
    }

    private static Story Told()
    {
        var story = new Story(Given.Workflow(Lane.Standard));
        story.Sees("1.2", 1);
        return story;
    }

    private static void Answer(Story story, InteractionKind kind, string id) => story.Happens(WalletEvent.Interacted.Of(
        id, new Interaction(kind, InteractionSource.Api, new InteractionTarget.Kind(Given.Kind))));

    private static AlertFate[] Fates(Story story) =>
        [.. story.Effects.OfType<WalletEffect.Fated>().Select(it => it.Fate)];
}
