using Kwala.Core.Delivery;

namespace Kwala.Ports.Channels;

/// <summary>
/// Told by a channel's own door (a bot's <c>/start</c>) that an address belongs to the bearer of a token, and by the
/// channel itself that an owner shut that door or opened it again.
/// </summary>
public interface IContactBinding
{
    /// <summary>Binds the address to the wallet that the token was signed for.</summary>
    /// <param name="channel">The channel that the address is of.</param>
    /// <param name="token">A token made by <c>LinkToken</c> for the purpose "bind".</param>
    /// <param name="address">The address to store as verified.</param>
    /// <param name="language">
    /// What the channel says of the owner's language, any text; the wallet takes it for its first guess where the owner
    /// chose none. Null where the channel says nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<BindingOutcome> Bind(
        ChannelName channel, string token, string address, string? language, CancellationToken cancellationToken);

    /// <summary>Nothing can be sent to this address any more: no wallet uses it until its owner comes back.</summary>
    /// <returns>How many wallets it was of.</returns>
    Task<int> Left(ChannelName channel, string address, CancellationToken cancellationToken);

    /// <summary>
    /// The address works again. Wallets use it where it was verified before it was left, and in no other case.
    /// </summary>
    /// <returns>How many wallets use it now.</returns>
    Task<int> CameBack(ChannelName channel, string address, CancellationToken cancellationToken);
}

/// <summary>What became of a binding.</summary>
public abstract record BindingOutcome
{
    private BindingOutcome()
    {
    }

    /// <summary>The address is stored as verified.</summary>
    /// <param name="Wallet">The wallet, lower-case hex, for the answer to the owner.</param>
    public sealed record Bound(string Wallet) : BindingOutcome;

    /// <summary>The token is forged, expired or for something else.</summary>
    /// <param name="Reason">What to tell the owner, with the remedy.</param>
    public sealed record Refused(string Reason) : BindingOutcome;
}
