using System.Text;
using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Microsoft.AspNetCore.WebUtilities;

namespace Kwala.Web.Links;

/// <summary>
/// Signed links (decision 18). Opening one shows a page and changes nothing, since mail scanners open links; its
/// button, or a mail reader's one-click POST (RFC 8058), does what the link is for.
/// </summary>
internal sealed class LinksApi(IKwalaClient client, TimeProvider time, LinkKeyRing? keys = null)
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        const string confirm = "/l/{token}";
        const string unsubscribe = "/l/{token}/{channel}/{kind}";
        endpoints.MapGet(confirm, (string token, LinksApi api, CancellationToken ct) =>
            api.Confirm(token, carryOut: false, ct))
            .Describe("openConfirmation", "Asks whether to confirm a mail address.");
        endpoints.MapPost(confirm, (string token, LinksApi api, CancellationToken ct) =>
            api.Confirm(token, carryOut: true, ct))
            .Describe("confirm", "Confirms a mail address.");
        endpoints.MapGet(unsubscribe, (string token, string channel, string kind, LinksApi api) =>
            api.AskToUnsubscribe(token, channel, kind))
            .Describe("openUnsubscribe", "Asks what to unsubscribe from.");
        endpoints.MapPost(unsubscribe, (
            string token, string channel, string kind, LinksApi api, HttpRequest request, CancellationToken ct) =>
            api.Unsubscribe(token, channel, kind, request, ct))
            .Describe("unsubscribe", "Opts out of the kind (also by one click, RFC 8058) or of the channel.");
        AnswerLinks.Map(endpoints);
    }

    private async Task<LinkPage> Confirm(string token, bool carryOut, CancellationToken cancellationToken)
    {
        if (keys is null || LinkToken.ClaimedWallet(token) is not { } wallet)
            return LinkPage.NotValid();
        if (await client.Wallets.ReadPreferences(wallet, cancellationToken)
            is not ReadOutcome<StoredPreferences>.Found { Value: var stored })
            return LinkPage.TryLater();
        if (!stored.Preferences.Contacts.TryGetValue(ChannelName.Email, out var contact))
            return LinkPage.NotValid();
        var context = LinkContext.ConfirmEmail(contact.Address);
        var check = LinkToken.Check(token, LinkPurpose.ConfirmEmail, context, time.GetUtcNow(), keys);
        return await Answer(check, _ => carryOut
            ? CarryOut(
                client.Wallets.VerifyContact(wallet, ChannelName.Email, contact.Address, cancellationToken),
                LinkPage.Confirmed(contact.Address))
            : Task.FromResult(LinkPage.AskToConfirm(contact.Address, wallet)));
    }

    private Task<LinkPage> AskToUnsubscribe(string token, string channel, string kind) =>
        CheckUnsubscribe(token, channel, kind, wallet => Task.FromResult(LinkPage.AskToOptOut(channel, kind, wallet)));

    private Task<LinkPage> Unsubscribe(
        string token, string channel, string kind, HttpRequest request, CancellationToken cancellationToken) =>
        CheckUnsubscribe(token, channel, kind, async wallet =>
            await WantsWholeChannel(request, cancellationToken)
                ? await CarryOut(
                    client.Wallets.OptOut(wallet, null, new ChannelName(channel), cancellationToken),
                    LinkPage.OptedOutOfChannel(channel))
                : await CarryOut(
                    client.Wallets.OptOut(wallet, new KindName(kind), null, cancellationToken),
                    LinkPage.OptedOutOfKind(kind)));

    private Task<LinkPage> CheckUnsubscribe(
        string token, string channel, string kind, Func<Address, Task<LinkPage>> valid)
    {
        if (keys is null || !Names.IsName(channel, Names.ChannelLengthMax) || !Names.IsName(kind))
            return Task.FromResult(LinkPage.NotValid());
        var context = LinkContext.Unsubscribe(new ChannelName(channel), kind);
        var check = LinkToken.Check(token, LinkPurpose.Unsubscribe, context, time.GetUtcNow(), keys);
        return Answer(check, claim => valid(claim.Wallet));
    }

    internal static Task<LinkPage> Answer(LinkCheck check, Func<LinkClaim, Task<LinkPage>> valid) => check.Match(
        valid,
        _ => Task.FromResult(LinkPage.Expired()),
        () => Task.FromResult(LinkPage.NotValid()),
        () => Task.FromResult(LinkPage.NotValid()));

    private static async Task<LinkPage> CarryOut(Task<PreferencesOutcome> change, LinkPage done) =>
        (await change).Match(_ => done, _ => LinkPage.TryLater(), _ => LinkPage.NotValid(), _ => LinkPage.TryLater());

    // One click sends List-Unsubscribe=One-Click, in either form encoding; only our own page sends a choice.
    private static async Task<bool> WantsWholeChannel(HttpRequest request, CancellationToken cancellationToken) =>
        await ChoiceOf(request, cancellationToken) == LinkPage.WholeChannel;

    /// <summary>What was chosen on our page; null for nothing.</summary>
    internal static async Task<string?> ChoiceOf(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.Read(request, Sizes.Form, cancellationToken);
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((body ?? default).Span));
        return form.TryGetValue(LinkPage.ChoiceField, out var choice) ? choice.ToString() : null;
    }
}

/// <summary>What the pages of links share as endpoints.</summary>
internal static class LinkEndpoints
{
    public static void Describe(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name).WithSummary(summary).WithTags("links").AllowAnonymous()
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Produces(StatusCodes.Status404NotFound, contentType: "text/html")
        .Produces(StatusCodes.Status410Gone, contentType: "text/html");
}
