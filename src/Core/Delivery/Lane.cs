namespace Kwala.Core.Delivery;

/// <summary>How much a notification matters, and so in which direction doubt falls (fail direction).</summary>
public enum Lane
{
    /// <summary>Losing it can lose funds. Fails open: only the owner's own opt-out or mute keeps it back.</summary>
    Critical,

    /// <summary>Wanted soon. Retried, then kept in the dead letter.</summary>
    Standard,

    /// <summary>Nice to know. Fails closed: in doubt it is not sent.</summary>
    Bulk,
}

/// <summary>The tone and haste that an action asks of its channels; channels map it to what they have.</summary>
public enum Urgency
{
    /// <summary>Sent without sound or priority.</summary>
    Gentle,

    /// <summary>The provider's default.</summary>
    Standard,

    /// <summary>The most insistent form that the channel has.</summary>
    Urgent,
}

/// <summary>What a notification is within its episode. Part of the delivery key.</summary>
public enum NotificationRole
{
    /// <summary>The episode opened or went deeper.</summary>
    Alert,

    /// <summary>A reminder of an episode that stays open.</summary>
    Repeat,

    /// <summary>The episode closed.</summary>
    Resolved,

    /// <summary>The block that opened the episode is no longer part of the chain.</summary>
    Retraction,

    /// <summary>Several notifications of less haste in one; of no episode.</summary>
    Digest,

    /// <summary>Tells the owner what was learned, once, with a way to undo it.</summary>
    Notice,
}
