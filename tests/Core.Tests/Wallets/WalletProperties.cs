using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What holds whatever the chain, the owner and the providers do.</summary>
public class WalletProperties
{
    private static readonly string[] Values = ["2", "1.32", "1.2", "1.12", "1.05", "0.9", "undefined", "inf"];

    private static readonly SendOutcome[] Outcomes =
    [
        new SendOutcome.Delivered(null),
        new SendOutcome.Throttled(TimeSpan.FromMinutes(20)),
        new SendOutcome.RecipientGone("gone"),
        new SendOutcome.Rejected("refused"),
        new SendOutcome.Unreachable("down"),
        new SendOutcome.Unknown("hung"),
    ];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static Arbitrary<int[]> Walk { get; } = Gen.Choose(0, Values.Length - 1).ArrayOf().ToArbitrary();

    private static Arbitrary<int[]> Rolls { get; } = Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary();

    [Fact]
    public void Replaying_any_prefix_changes_nothing_and_sends_nothing() =>
        Prop.ForAll(Walk, Rolls, (walk, cuts) =>
        {
            var story = Levelled();
            Follow(story, walk);
            var (state, sent) = (story.State, Keys(story));

            foreach (var cut in cuts.Append(walk.Length))
                if (walk.Length > 0)
                    story.Happens(Given.Observed([.. walk.Take(1 + (cut % walk.Length)).Select(Signal)]));
            story.Sends();

            return ReferenceEquals(state, story.State) && sent.SequenceEqual(Keys(story));
        }).Check(Thorough);

    [Fact]
    public void One_batch_or_many_tell_the_same() =>
        Prop.ForAll(Walk, walk =>
        {
            var (one, many) = (Levelled(), Levelled());
            one.Now = many.Now = Given.TimeOf(walk.Length);
            Follow(many, walk);
            if (walk.Length > 0)
                one.Happens(Given.Observed([.. walk.Select(Signal)]));

            // The end of an episode cancels what waits only outside the critical lane: both tell all of it.
            while (one.SendsWhenDue(Outcomes[0]))
                one.Resumes();
            return Keys(one).Length == Keys(many).Length && Keys(one).ToHashSet().SetEquals(Keys(many));
        }).Check(Thorough);

    [Fact]
    public void Each_alert_has_a_key_of_its_own_and_what_must_be_told_is_told_once() =>
        Prop.ForAll(Walk, walk =>
        {
            var story = Levelled();
            Follow(story, walk);

            return Keys(story).Distinct().Count() == story.Sent.Count
                && story.Sent.Select(Told).SequenceEqual(Expected(walk));
        }).Check(Thorough);

    [Fact]
    public void Every_delivery_ends_under_any_outcomes_and_none_is_sent_after_it_arrived() =>
        Prop.ForAll(Walk, Rolls, (walk, rolls) =>
        {
            var story = new Story(Given.Workflow(
                Lane.Critical, standard: Given.Levels("< 1.3", "< 1.1"),
                channels: [ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook]));
            foreach (var (value, at) in walk.Select((v, i) => (v, i)))
                story.Sees(Values[value], at + 1);

            var arrived = new HashSet<DeliveryKey>();
            for (var step = 0; Outbox.DueAt(story.State) is { } due; step++)
            {
                if (step > 10_000)
                    return false;
                story.Now = due > story.Now ? due : story.Now;
                story.Happens(new WalletEvent.DueCame());
                foreach (var ready in story.Ready)
                {
                    var roll = rolls.Length == 0 ? step % 6 : rolls[(step + story.Sent.Count) % rolls.Length] % 6;
                    story.Sent.Add(ready);
                    if (arrived.Contains(ready.Delivery.Key))
                        return false;
                    if (Outcomes[roll] is SendOutcome.Delivered)
                        arrived.Add(ready.Delivery.Key);
                    story.Happens(new WalletEvent.SendEnded(ready.Delivery.Key, Outcomes[roll], ready.Address));
                }

                story.Resumes();
            }

            return story.Endings.Where(ending => ending.Outcome != DeliveryWords.Displaced)
                .GroupBy(ending => ending.Key).All(ending => ending.Count() == 1);
        }).Check(Thorough);

    [Fact]
    public void An_owner_who_muted_or_opted_out_is_sent_nothing() =>
        Prop.ForAll(Walk, Rolls, (walk, rolls) =>
        {
            Preferences[] silent =
            [
                Given.Owner with { MutedKinds = [Given.Kind] },
                Given.Owner with { MutedChannels = [ChannelName.Telegram] },
                Given.Owner with { MutedUntil = DateTimeOffset.MaxValue },
            ];
            var story = Levelled();
            story.State = Given.State(silent[rolls.Length % silent.Length]);

            Follow(story, walk);

            return story.Sent.Count == 0;
        }).Check(Thorough);

    [Fact]
    public void Explain_answers_whatever_the_state() =>
        Prop.ForAll(Walk, Walk, (walk, asked) =>
        {
            var story = Levelled();
            Follow(story, walk);

            return asked.Select((value, at) => WalletDecision.Explain(
                    story.State, Given.Signal(Values[value], at + 1), story.Now, story.Policy))
                .All(record => record.Reasons.Length >= 2 && record.Reasons.All(reason => reason.Text.Length > 0));
        }).Check(Thorough);

    private static Story Levelled() => new(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));

    private static Signal Signal(int value, int at) => Given.Signal(Values[value], at + 1);

    private static void Follow(Story story, int[] walk)
    {
        foreach (var (value, at) in walk.Select((v, i) => (v, i)))
        {
            story.Sees(Values[value], at + 1);
            story.Sends();
        }
    }

    private static ImmutableArray<DeliveryKey> Keys(Story story) => [.. story.Sent.Select(sent => sent.Delivery.Key)];

    private static (long Episode, int Level) Told(ReadyDelivery sent) =>
        (sent.Notification.Episode, sent.Notification.Level);

    // The rule once more, as a plain machine: levels below 1.3 and 1.1, left at 1.365 and 1.155.
    private static IEnumerable<(long Episode, int Level)> Expected(int[] walk)
    {
        var (episode, level) = (0L, -1);
        foreach (var value in walk.Select(at => Values[at]).Where(value => value != "undefined"))
        {
            var (crossed, held) = value switch
            {
                "2" or "inf" => (-1, -1),
                "1.32" => (-1, 0),
                "1.2" => (0, 0),
                "1.12" => (0, 1),
                _ => (1, 1),
            };
            var before = level;
            level = Math.Max(crossed, Math.Min(level, held));
            if (level <= before)
                continue;
            if (before < 0)
                episode++;
            yield return (episode, level);
        }
    }
}
