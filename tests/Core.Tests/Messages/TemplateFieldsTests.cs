using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Tests.Wallets;

namespace Kwala.Core.Tests.Messages;

/// <summary>
/// Templates are checked against the list when they are compiled: what it promises must be there to fill in.
/// </summary>
public class TemplateFieldsTests
{
    [Fact]
    public void An_alert_has_every_field_that_is_not_optional()
    {
        var story = new Story(Given.Workflow(channels: [ChannelName.Email]));
        story.Sees("1.2", 10);
        story.Sends();

        var fields = story.Sent.Single().Notification.Fields;
        Assert.Empty(TemplateFields.All.Except(TemplateFields.Optional).Except(fields.Keys));
        Assert.Empty(fields.Keys.Where(name => !name.StartsWith("args.", StringComparison.Ordinal)).Except(TemplateFields.All));
        Assert.All(
            Given.Workflow(channels: [ChannelName.Email]).Trigger.Event.Inputs,
            input => Assert.Contains("args." + input.Name, fields.Keys));
    }

    [Fact]
    public void A_retraction_has_every_field_that_outlives_the_log()
    {
        Assert.True(LanguageTag.TryParse("de", out var language));
        var story = new Story(
            Given.Workflow(channels: [ChannelName.Email]), Given.Owner with { Language = language });
        story.Sees("1.2", 10, final: false, fork: "a");
        story.Sends();
        story.LosesBlocks(10, 12, "a");
        story.Settles(12);
        story.Sends();

        var retraction = story.Sent[^1].Notification;
        Assert.Equal(NotificationRole.Retraction, retraction.Role);
        Assert.Equal(
            TemplateFields.All.Except(TemplateFields.NotOfRetraction).Order(StringComparer.Ordinal), retraction.Fields.Keys);
    }
}
