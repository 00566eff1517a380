using Kwala.Core.Delivery;

namespace Kwala.Ports.Channels;

/// <summary>A button under a message.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Data">What comes back when it is pressed, at most 64 bytes of ASCII; opaque to the channel.</param>
public sealed record MessageButton(string Label, string Data);

/// <summary>A link in a message.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Url">Where it leads.</param>
public sealed record MessageLink(string Label, Uri Url);

/// <summary>Told by a channel that an owner pressed a button under a message.</summary>
public interface IOwnerButtons
{
    /// <summary>
    /// Does what the button says, once it is sure that it stood under a message to this very address and that the
    /// address is still the wallet's. Pressing it again changes nothing more.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">
    /// Where it was pressed, which the channel vouches for: by the owner of this address and by nobody else.
    /// </param>
    /// <param name="data">The button's <see cref="MessageButton.Data"/>, or whatever was sent in its place.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What to tell the owner, one short sentence.</returns>
    Task<string> Press(ChannelName channel, string address, string data, CancellationToken cancellationToken);
}
