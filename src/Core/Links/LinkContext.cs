using Kwala.Core.Delivery;

namespace Kwala.Core.Links;

/// <summary>
/// What a link is bound to beside its own content. It travels in the link's path (unsubscribe) or is looked up (the
/// address that waits to be confirmed), never in the token.
/// </summary>
public static class LinkContext
{
    /// <summary>The channel whose address is bound.</summary>
    public static string Bind(ChannelName channel) => channel.Value;

    /// <summary>
    /// The mail address in its stored form: a link confirms the address that it was sent to and no other.
    /// </summary>
    public static string ConfirmEmail(string address) => address;

    /// <summary>The channel and kind that the link opts out of; a channel's name has no line break.</summary>
    public static string Unsubscribe(ChannelName channel, string kind) => $"{channel.Value}\n{kind}";

    /// <summary>The kind and what the answer is about; a kind's name has no line break.</summary>
    public static string Answer(string kind, string about) => $"{kind}\n{about}";
}
