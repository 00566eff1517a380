using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Delivery;

/// <summary>Words notifications by the template of the workflow version that decided.</summary>
internal sealed class MessageWords(WorkflowCatalog catalog)
{
    /// <summary>The words for a channel; a critical message always gets some.</summary>
    public async Task<RenderOutcome> For(Notification notification, Markup markup)
    {
        if (notification.Role == NotificationRole.Digest)
            return new RenderOutcome.Rendered(DigestWords.Of(notification, markup));
        if (notification.Role == NotificationRole.Notice)
            return new RenderOutcome.Rendered(NoticeWords.Of(notification, markup));
        var workflow = await catalog.Version(notification.Version);
        var outcome = Render(notification, workflow, markup);
        return outcome is RenderOutcome.Failed && notification.Lane == Lane.Critical
            ? new RenderOutcome.Rendered(PlainWords.Of(notification, markup))
            : outcome;
    }

    /// <summary>The words for the inbox, from the live version where it is the one that decided.</summary>
    public static RenderedMessage ForInbox(Notification notification, LiveSet live)
    {
        if (notification.Role == NotificationRole.Notice)
            return NoticeWords.Of(notification, Markup.None);
        var workflow = live.Workflows.GetValueOrDefault(notification.Workflow);
        return workflow?.Hash == notification.Version
            && Render(notification, workflow, Markup.None) is RenderOutcome.Rendered { Message: var words }
                ? words
                : PlainWords.Of(notification, Markup.None);
    }

    private static RenderOutcome Render(Notification notification, Workflow? workflow, Markup markup)
    {
        if (workflow is null)
            return new RenderOutcome.Failed(
                $"The version {notification.Version} of {notification.Workflow} is not known.");
        return workflow.Templates.TryGetValue(notification.Template, out var template)
            ? template.Render(notification.Fields, markup)
            : new RenderOutcome.Failed($"{notification.Workflow} has no template {notification.Template}.");
    }
}
