using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Delivery;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Wallets;

/// <summary>
/// Asks the bearers of new addresses to confirm them, over channels that bind by a link (decision 14). One attempt: the
/// address stays unverified until it is confirmed. Giving it again changes nothing and asks nobody; an operator can get
/// another link.
/// </summary>
internal sealed partial class AddressConfirmations(
    IEnumerable<IAddressConfirmation> doors, MessageLinks links, OffTurn offTurn, ILogger<AddressConfirmations> logger)
{
    /// <summary>Asks for every address that is new and unverified. Returns at once.</summary>
    public void Ask(Address wallet, Preferences before, Preferences now, DateTimeOffset at)
    {
        foreach (var door in doors)
            if (now.Contacts.GetValueOrDefault(door.Channel) is { Standing: ContactStanding.Unverified } contact
                && contact != before.Contacts.GetValueOrDefault(door.Channel)
                && links.Confirm(wallet, contact.Address, at) is { } link)
                _ = offTurn.Run(() => Ask(door, wallet, contact.Address, link));
    }

    // True where the provider took it.
    private async Task<bool> Ask(
        IAddressConfirmation door, Address wallet, string address, (Uri Url, DateTimeOffset Expires) link)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"confirm\n{wallet}\n{door.Channel}\n{link.Url}"));
        try
        {
            var outcome = await door.Ask(
                new ConfirmationRequest(
                    Convert.ToHexStringLower(key), address, wallet.ToString(), link.Url, link.Expires),
                CancellationToken.None);
            if (outcome is not SendOutcome.Delivered)
                LogNotAsked(null, door.Channel, wallet, outcome.GetType().Name);
            return outcome is SendOutcome.Delivered;
        }
        catch (Exception failure)
        {
            LogNotAsked(failure, door.Channel, wallet, "failed");
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "No confirmation was asked over {Channel} for {Wallet}: {Outcome}")]
    private partial void LogNotAsked(Exception? failure, ChannelName channel, Address wallet, string outcome);
}
