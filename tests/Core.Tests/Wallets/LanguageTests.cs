using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What is told is told in the owner's language, as far as the words of the workflow go.</summary>
public class LanguageTests
{
    [Theory]
    [InlineData("de", "The owner chose de: it is told in it.")]
    [InlineData("de-AT", "The owner chose de-AT: it is told in de, the nearest that words has.")]
    [InlineData("ja", "The owner chose ja, which words has no words in: it is told in its own.")]
    public void Decision_says_which_language_was_used_and_why(string chosen, string reason)
    {
        var story = new Story(Told(), Reader(chosen));

        story.Sees("1.2", 10);
        story.Sends();

        Assert.Equal(chosen, story.Sent.Single().Notification.Fields[TemplateFields.Language]);
        Assert.Equal(reason, LanguageOf(story.Records.Single()));
    }

    [Fact]
    public void Owner_who_chose_none_is_told_as_before()
    {
        var story = new Story(Told(), Given.Owner);

        story.Sees("1.2", 10);
        story.Sends();

        Assert.DoesNotContain(TemplateFields.Language, story.Sent.Single().Notification.Fields.Keys);
        Assert.Null(LanguageOf(story.Records.Single()));
    }

    [Fact]
    public void End_of_an_episode_says_its_language_too()
    {
        var resolved = Told() with { Resolved = new ResolvedPlan(new TemplateName("words"), []) };
        var story = new Story(resolved, Reader("de"));
        story.Sees("1.2", 10);
        story.Sends();

        story.Sees("2", 20);
        story.Sends();

        Assert.Equal(NotificationRole.Resolved, story.Sent[^1].Notification.Role);
        Assert.Equal("de", story.Sent[^1].Notification.Fields[TemplateFields.Language]);
        Assert.Equal("The owner chose de: it is told in it.", LanguageOf(story.Records.Last()));
    }

    [Fact]
    public void Repeat_says_the_language_of_its_own_words()
    {
        var again = new RepeatPlan(TimeSpan.FromHours(6), 2, new TemplateName("again"));
        var story = new Story(Told() with { Repeat = again }, Reader("de"));
        story.Sees("1.2", 10);
        story.Sends();

        story.Now = Outbox.DueAt(story.State)!.Value;
        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 20)] });
        story.Sends();

        Assert.Equal(NotificationRole.Repeat, story.Sent[^1].Notification.Role);
        Assert.Equal(
            "The owner chose de, which again has no words in: it is told in its own.", LanguageOf(story.Records.Last()));
    }

    [Fact]
    public void What_waits_is_told_in_the_language_that_the_owner_chose_since()
    {
        var story = new Story(Told(), Reader("de"));
        story.Sees("1.2", 10);

        story.Chooses(Reader("fr"));
        Assert.Equal("fr", story.Ready.Single().Notification.Fields[TemplateFields.Language]);

        story.Chooses(Given.Owner);
        Assert.DoesNotContain(TemplateFields.Language, story.Ready.Single().Notification.Fields.Keys);
    }

    [Fact]
    public void Digest_is_in_the_language_of_the_time_when_it_is_sent()
    {
        var story = new Story(Digested(), Reader("de"));
        story.Sees("1.2", 10);
        Assert.Equal("1.2 auf Deutsch", story.Effects.OfType<WalletEffect.Digested>().Single().Item.Line);

        story.Chooses(Reader("fr-CA"));
        story.Now = story.State.Attention.Digests.Single().DueAt;
        story.SendsDigest(Given.Signal("1.1", 20));
        story.Sends();

        var digest = story.Sent.Single().Notification;
        Assert.Equal(NotificationRole.Digest, digest.Role);
        Assert.Equal("fr-CA", digest.Fields[TemplateFields.Language]);
        Assert.Equal("1.2 en français (maintenant 1.1)", digest.Fields["item.01"]);
    }

    [Fact]
    public void Line_of_a_digest_stays_as_it_was_where_its_workflow_is_gone()
    {
        var story = new Story(Digested(), Reader("de"));
        story.Sees("1.2", 10);

        story.Chooses(Reader("fr"));
        story.Policy = Given.Policy();
        story.Now = story.State.Attention.Digests.Single().DueAt;
        story.SendsDigest();
        story.Sends();

        Assert.StartsWith("1.2 auf Deutsch", story.Sent.Single().Notification.Fields["item.01"], StringComparison.Ordinal);
    }

    [Fact]
    public void Language_counts_towards_the_size_of_the_preferences() => Assert.InRange(
        RecordSize.Of(Reader("zh-Hant-TW")) - RecordSize.Of(Given.Owner), 20, 40);

    private static string? LanguageOf(DecisionRecord record) =>
        record.Reasons.SingleOrDefault(reason => reason.Code == ReasonCode.Language)?.Text;

    private static Preferences Reader(string language) => Given.Owner with
    {
        Language = LanguageTag.TryParse(language, out var tag) ? tag : throw new FormatException(language),
    };

    private static Workflow Told() => Given.Workflow(channels: [ChannelName.Email]) with
    {
        Templates = ImmutableSortedDictionary<TemplateName, MessageTemplate>.Empty
            .Add(new TemplateName("words"), new Trilingual()),
    };

    private static Workflow Digested() => Told() with
    {
        Lane = Lane.Standard,
        Restraint = Restraint.None with { Digest = true },
    };

    private sealed class Trilingual : MessageTemplate
    {
        private static readonly SortedDictionary<string, string> Words =
            new() { [""] = "in its own", ["de"] = "auf Deutsch", ["fr"] = "en français" };

        public override ImmutableArray<string> TitleFields => [TemplateFields.Value];

        public override RenderOutcome Render(ImmutableSortedDictionary<string, string> fields, Markup markup) =>
            new RenderOutcome.Rendered(new RenderedMessage(Title(fields)!, "", null));

        public override string? Title(ImmutableSortedDictionary<string, string> fields) =>
            $"{fields[TemplateFields.Value]} {Words[LanguageFor(fields.GetValueOrDefault(TemplateFields.Language) ?? "") ?? ""]}";

        public override string? LanguageFor(string wanted) =>
            LanguageTag.Lookup(wanted, tag => tag.Length > 0 && Words.ContainsKey(tag));
    }
}
