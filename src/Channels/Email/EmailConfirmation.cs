using System.Globalization;
using System.Net;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Email;

/// <summary>
/// The mail that asks to confirm an address. It goes to an address that nobody has vouched for yet: it holds nothing
/// that a stranger could have written, and has no unsubscribe link because nothing follows unless the link is used.
/// </summary>
internal sealed class EmailConfirmation(SmtpSender sender, TimeProvider time) : IAddressConfirmation
{
    public ChannelName Channel => ChannelName.Email;

    public Task<SendOutcome> Ask(ConfirmationRequest request, CancellationToken cancellationToken)
    {
        var until = request.Expires.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var question = $"Someone asked to send notifications about the wallet {request.Wallet} to this address.";
        var ignore = "If it was not you, do nothing: without confirmation no further mail comes.";
        var wallet = WebUtility.HtmlEncode(request.Wallet);
        var link = WebUtility.HtmlEncode(request.ConfirmUrl.AbsoluteUri);
        var mail = new Mail(
            sender.From,
            request.Address,
            request.Key,
            time.GetUtcNow(),
            "Confirm your address",
            $"{question}\n\nTo confirm, open this link until {until}:\n{request.ConfirmUrl.AbsoluteUri}\n\n{ignore}\n",
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Confirm your address</title></head>
            <body>
            <p>Someone asked to send notifications about the wallet <code>{wallet}</code> to this address.</p>
            <p><a href="{link}">Confirm this address</a> (until {until})</p>
            <p>{ignore}</p>
            </body></html>

            """,
            IsUrgent: false,
            UnsubscribeUrl: null);
        return sender.Send(mail, cancellationToken);
    }
}
