namespace Kwala.Core.Delivery;

/// <summary>The name of a channel that notifications travel by, in lower case: <c>telegram</c>, <c>email</c>.</summary>
/// <param name="Value">One to 32 characters of a-z, 0-9 and hyphen.</param>
public readonly record struct ChannelName(string Value) : IComparable<ChannelName>
{
    /// <summary>Telegram's Bot API. Does not collapse by key.</summary>
    public static ChannelName Telegram { get; } = new("telegram");

    /// <summary>Electronic mail by SMTP. Does not collapse by key.</summary>
    public static ChannelName Email { get; } = new("email");

    /// <summary>A signed HTTP request to the protocol's or the owner's endpoint. Collapses by its message id.</summary>
    public static ChannelName Webhook { get; } = new("webhook");

    /// <summary>The list of messages that a front end shows. Needs no address; collapses by key.</summary>
    public static ChannelName Inbox { get; } = new("inbox");

    /// <summary>Orders by ordinal comparison of the name.</summary>
    public int CompareTo(ChannelName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}
