using Kwala.Core.Delivery;

namespace Kwala.Ports.Channels;

/// <summary>
/// Asks the bearer of an address to confirm it, for channels that bind by a confirm link (decision 14).
/// </summary>
public interface IAddressConfirmation
{
    /// <summary>The channel whose addresses it confirms.</summary>
    ChannelName Channel { get; }

    /// <summary>Tries once to send the link. Never throws but on cancellation.</summary>
    Task<SendOutcome> Ask(ConfirmationRequest request, CancellationToken cancellationToken);
}

/// <summary>One request to confirm one address.</summary>
/// <param name="Key">The same in every attempt of this request; 64 lower-case hex digits.</param>
/// <param name="Address">A form that <see cref="IChannel.Check"/> called valid.</param>
/// <param name="Wallet">The wallet that the address would be bound to, lower-case hex.</param>
/// <param name="ConfirmUrl">Opens a page whose button confirms; opening alone changes nothing (decision 18).</param>
/// <param name="Expires">When the link stops working.</param>
public sealed record ConfirmationRequest(
    string Key, string Address, string Wallet, Uri ConfirmUrl, DateTimeOffset Expires);
