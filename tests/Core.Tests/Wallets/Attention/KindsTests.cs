using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Attention;

/// <summary>What an owner or a workflow says of one kind, or of one position, and how many kinds are remembered.</summary>
public class KindsTests
{
    [Fact]
    public void A_snoozed_position_waits_for_the_latest_end_of_what_snoozes_it_and_others_for_their_own()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Given.Owner with
        {
            Attention = new AttentionChoices
            {
                Snoozes =
                [
                    new Snooze.OfPosition(Given.Risk, Given.Market, Given.Noon.AddHours(3), null),
                    new Snooze.OfKind(Given.Kind, Given.Noon.AddHours(1)),
                ],
            },
        });

        story.Happens(Given.Observed(Given.Signal("1.2", 1), Given.Signal("1.2", 2, subject: Given.OtherMarket)));

        Assert.Equal([Given.Noon.AddHours(3), Given.Noon.AddHours(1)], story.State.Outbox.Select(it => it.DeferredUntil));
    }

    [Fact]
    public void A_kind_that_the_owner_wants_in_the_digest_is_told_there()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Given.Owner with
        {
            Attention = new AttentionChoices { DigestKinds = [Given.Kind] },
        });

        story.Sees("1.2", 1);

        Assert.Equal(0, story.Sends());
        Assert.Single(story.Effects.OfType<WalletEffect.Digested>());
    }

    [Fact]
    public void A_third_group_is_told_in_the_owners_digest()
    {
        var story = Kinds(3, new Restraint { Group = TimeSpan.FromMinutes(10) });

        story.Happens(Crossing(1, Given.OtherMarket));
        story.Happens(Crossing(2, Given.OtherMarket));
        story.Happens(Crossing(3, Given.OtherMarket));

        Assert.Equal(["kind-1", "kind-2", ""], story.State.Attention.Digests.Select(it => it.Name));
    }

    [Fact]
    public void Of_five_kinds_the_one_told_longest_ago_is_forgotten_and_told_at_once()
    {
        var story = Kinds(5, new Restraint { Cooldown = TimeSpan.FromHours(1) });

        story.Happens(Crossing(5, Given.OtherMarket));
        story.Happens(Crossing(1, Given.OtherMarket));

        Assert.Equal(
            [DecisionOutcome.Digested, DecisionOutcome.Notify], story.Records.TakeLast(2).Select(it => it.Outcome));
    }

    // Each kind was told once, a second after the one before.
    private static Story Kinds(int count, Restraint restraint)
    {
        var workflows = Enumerable.Range(1, count).Select(n => Given.Workflow(Lane.Standard) with
        {
            Id = new WorkflowId($"kind-{n}"),
            Kind = new KindName($"kind-{n}"),
            Restraint = restraint,
        }).ToArray();
        var story = new Story(workflows[0]) { Policy = Given.Policy(workflows) };
        for (var n = 1; n <= count; n++)
        {
            story.Happens(Crossing(n, Given.Market));
            story.Now = story.Now.AddSeconds(1);
        }

        return story;
    }

    private static WalletEvent.Observed Crossing(int kind, SubjectKey position) =>
        Given.Observed(Given.Signal("1.2", position == Given.Market ? 1 : 2, subject: position) with
        {
            Workflow = new WorkflowId($"kind-{kind}"),
        });
}
