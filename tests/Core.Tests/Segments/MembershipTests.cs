using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Expressions;
using Kwala.Core.Segments;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Segments;

/// <summary>What the index of members is told when a wallet is saved.</summary>
public sealed class MembershipTests
{
    private static readonly SegmentName Crossed = new("crossed"), There = new("there");

    private static readonly string[] Values = ["2", "1.4", "1.25", "1.05", "inf"];

    private static Arbitrary<int[]> Script { get; } = Gen.Choose(0, 10_000_000).ArrayOf().Resize(60).ToArbitrary();

    [Fact]
    public void Wallet_comes_in_and_leaves_with_the_change_that_makes_it_so()
    {
        var story = Of((Crossed, "openEpisodes > 0"));
        story.Sees("1.4", 1);
        Assert.Empty(Told(story));

        story.Sees("1.2", 2);
        Assert.Equal([Entry(story, Crossed)], Told(story).Single());
        story.Sees("2", 3);

        Assert.Empty(Told(story)[^1]);
        Assert.Equal(2, Told(story).Length);
        Assert.Equal(0ul, story.State.Subscriber.Segments);
    }

    [Fact]
    public void Nothing_is_told_where_nobody_comes_or_leaves()
    {
        var story = Of((Crossed, "openEpisodes > 0"), (There, "hasTier"));
        story.Sees("1.2", 1);
        story.Chooses(Given.Owner with { MutedKinds = [Given.Kind] });

        Assert.Single(Told(story));
    }

    [Fact]
    public void Event_that_changes_nothing_needs_no_save_whatever_time_did_to_the_segments()
    {
        var story = Of((There, "daysSinceSeen == 0"));
        story.Happens(Opened("one"));
        Assert.Equal([Entry(story, There)], Told(story).Single());

        story.Now += TimeSpan.FromDays(3);
        Assert.Empty(story.Happens(new WalletEvent.Awakened()));
        story.Chooses(Given.Owner with { Tier = TierName.Aggressive });

        Assert.Empty(Told(story)[^1]);
    }

    [Fact]
    public void Wallet_that_belonged_under_another_condition_is_told_anew_with_its_next_change()
    {
        var story = Of((Crossed, "openEpisodes > 0"));
        story.Sees("1.2", 1);
        var before = Entry(story, Crossed);

        story.Policy = story.Policy with { Segments = Rules((Crossed, "openEpisodes >= 1")) };
        story.Chooses(Given.Owner with { Tier = TierName.Aggressive });

        Assert.NotEqual(before, Entry(story, Crossed));
        Assert.Equal([Entry(story, Crossed)], Told(story)[^1]);
    }

    [Fact]
    public void Segment_that_is_gone_from_the_deployment_leaves_the_index_with_the_next_change()
    {
        var story = Of((Crossed, "openEpisodes > 0"));
        story.Sees("1.2", 1);

        story.Policy = story.Policy with { Segments = SegmentRules.None };
        story.Chooses(Given.Owner with { Tier = TierName.Aggressive });

        Assert.Empty(Told(story)[^1]);
    }

    [Fact]
    public void Version_is_of_the_condition_alone()
    {
        var one = Rules((Crossed, "openEpisodes > 0"), (There, "isActive")).Versions;
        var other = Rules((There, "openEpisodes > 0"), (Crossed, "isActive")).Versions;

        Assert.Equal(one[Crossed], other[There]);
        Assert.NotEqual(one[Crossed], one[There]);
        Assert.Matches("^[0-9a-f]{16}$", one[Crossed]);
    }

    [Fact]
    public void Counted_members_are_those_who_say_so_themselves_whatever_happens() =>
        Prop.ForAll(Script, script =>
        {
            var rules = Rules(
                (Crossed, "openEpisodes > 0"), (There, "daysSinceSeen < 2"), (new("told"), "alertsToday > 0"),
                (new("busy"), "alertsThisWeek > 2 and not hasTier"), (new("bold"), "isAggressive or ownThresholds > 0"),
                (new("fresh"), "isNew"), (new("ignores"), "ignored > responded"));
            var wallets = Enumerable.Range(0, 4).Select(_ => Of(rules)).ToArray();
            var index = new ImmutableSortedSet<string>[wallets.Length];
            Array.Fill(index, []);
            var (saved, block) = (new ImmutableArray<SegmentName>[wallets.Length], 0);
            Array.Fill(saved, []);
            foreach (var roll in script)
            {
                var (at, story) = (roll % wallets.Length, wallets[roll % wallets.Length]);
                var (before, told) = (story.State, story.Effects.Count);
                story.Now += TimeSpan.FromHours(roll / 7 % 40);
                Step(story, roll / 4, ++block);
                foreach (var effect in story.Effects.Skip(told).OfType<WalletEffect.Belongs>())
                    index[at] = effect.Entries;
                if (!ReferenceEquals(before, story.State))
                    saved[at] = [.. rules.ByName.Keys.Where(name => rules.Has(name, story.State, story.Now, story.Policy))];
                foreach (var name in rules.ByName.Keys)
                    if (index.Count(it => it.Contains(Membership.Entry(name, rules.Versions[name])))
                        != saved.Count(it => it.Contains(name)))
                        return false;
            }

            return index.All(it => it.Count <= rules.ByName.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    // The last event of a step decides at the present instant, as a save does.
    private static void Step(Story story, int roll, int block)
    {
        switch (roll % 6)
        {
            case <= 2: story.Happens(Given.Observed(Given.Signal(Values[roll / 6 % Values.Length], block))); break;
            case 3: story.Sends(roll % 4 == 0 ? new SendOutcome.Rejected("no") : null); break;
            case 4: story.Happens(Opened($"{roll}")); break;
            default:
                story.Chooses(Given.Owner with
                {
                    Tier = roll % 5 == 0 ? TierName.Aggressive : null,
                    Thresholds = roll % 3 == 0 ? Given.Owner.Thresholds.Add(Given.Risk, Given.Line("< 1.2")) : Given.Owner.Thresholds,
                });
                break;
        }
    }

    private static WalletEvent.Interacted Opened(string id) => WalletEvent.Interacted.Of(id, new Interaction(
        InteractionKind.Opened, InteractionSource.Api, new InteractionTarget.Nothing()));

    private static Story Of(params (SegmentName Name, string Condition)[] segments) => Of(Rules(segments));

    private static Story Of(SegmentRules rules) => new(Given.Workflow())
    {
        Policy = Given.Policy(Given.Workflow()) with { Segments = rules },
    };

    private static SegmentRules Rules(params (SegmentName Name, string Condition)[] segments) =>
        new(segments.ToImmutableSortedDictionary(
            it => it.Name, it => ((ExpressionParse<TruthExpression>.Parsed)SegmentRules.Parse(it.Condition)).Expression));

    private static string Entry(Story story, SegmentName name) =>
        Membership.Entry(name, story.Policy.Segments.Versions[name]);

    private static ImmutableSortedSet<string>[] Told(Story story) =>
        [.. story.Effects.OfType<WalletEffect.Belongs>().Select(it => it.Entries)];
}
