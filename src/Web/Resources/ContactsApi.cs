using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Web.Json;
using Kwala.Web.Keys;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kwala.Web.Resources;

using VouchAnswer = Results<
    Tagged<PreferencesResource>, Refused<InvalidRequest>, Refused<TooLarge>, Refused<Unavailable>>;
using ConfirmationAnswer = Results<
    Ok<ConfirmationResource>,
    Refused<InvalidRequest>,
    Refused<RoleNeeded>,
    Refused<Conflicting>,
    Refused<Unavailable>>;

/// <summary>
/// How an address becomes usable (decision 14): its owner confirms it, or the operator vouches for it.
/// </summary>
internal sealed class ContactsApi(
    IKwalaClient client, IOptions<WebOptions> options, TimeProvider time, LinkKeyRing? keys = null)
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapPut("/wallets/{address}/contacts/{channel}", Vouch).WithName("vouchContact")
            .WithSummary("Stores an address as verified: the operator vouches that it is the owner's.")
            .Accepts<VouchResource>("application/json").ForKeys().ForOperators();
        v1.MapPost("/wallets/{address}/contacts/{channel}/confirmation", Confirm).WithName("makeConfirmation")
            .WithSummary("Makes the link that binds a Telegram chat or, for operator keys, confirms a mail address.")
            .ForKeys();
    }

    private static async Task<VouchAnswer> Vouch(
        string address, string channel, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        if (!Names.IsName(channel, Names.ChannelLengthMax))
            return Refusals.Parameter("channel", Names.Problem(Names.ChannelLengthMax));
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        var contact = AddressOf(body, mistakes);
        if (!mistakes.None)
            return Refusals.Invalid(mistakes.ToImmutable());
        var outcome = await client.Wallets.VerifyContact(wallet, new ChannelName(channel), contact, cancellationToken);
        return outcome.Match<VouchAnswer>(
            stored => new Tagged<PreferencesResource>(stored.Preferences.ToResource(), stored.Tag),
            _ => Refusals.Unavailable("The wallet was changed at the same time."),
            wrong => Refusals.Invalid([.. wrong.Select(it => new ProblemError(it.Message, Pointer: "#/address"))]),
            reason => Refusals.Unavailable(reason));
    }

    private static string AddressOf(JsonBody body, Mistakes mistakes)
    {
        switch (body)
        {
            case JsonBody.Malformed malformed:
                mistakes.At(JsonPointer.Root, malformed.Detail);
                return "";
            case JsonBody.Parsed { Root: var root } when Names.IsObjectOf(root, JsonPointer.Root, mistakes, "address"):
                if (Names.Member(root, "address") is { ValueKind: System.Text.Json.JsonValueKind.String } text
                    && text.GetString() is { Length: > 0 and <= PreferencesReader.ContactLengthMax } contact)
                    return contact;
                mistakes.At(
                    JsonPointer.Root.Member("address"),
                    $"Give the address as text of 1 to {PreferencesReader.ContactLengthMax} characters.");
                return "";
            default:
                return "";
        }
    }

    private static Task<ConfirmationAnswer> Confirm(
        string address, string channel, ContactsApi api, HttpContext context, CancellationToken cancellationToken) =>
        !Doors.TryWallet(address, out var wallet, out var refused)
            ? Task.FromResult<ConfirmationAnswer>(refused)
            : channel == ChannelName.Telegram.Value ? Task.FromResult(api.BindTelegram(wallet))
            : channel == ChannelName.Email.Value
                ? api.ConfirmEmail(wallet, context.User.IsInRole(Roles.Operator), cancellationToken)
            : Task.FromResult<ConfirmationAnswer>(Refusals.Parameter(
                "channel",
                "Links are made for telegram and email. For another channel an operator vouches: "
                + "PUT /v1/wallets/{address}/contacts/{channel}."));

    private ConfirmationAnswer BindTelegram(Address wallet)
    {
        if (keys is null || options.Value.TelegramBot is not { Length: > 0 } bot)
            return new Refused<Conflicting>(
                "Telegram links need the bot's name: set Kwala:Channels:Telegram:BotName.");
        var expires = time.GetUtcNow() + options.Value.ConfirmationLifetime;
        return Link(ChannelName.Telegram, LinkUrl.BindTelegram(bot, wallet, expires, keys), expires);
    }

    // A backend that got this link could confirm any address by itself; until mail is sent from here, operators only.
    private async Task<ConfirmationAnswer> ConfirmEmail(
        Address wallet, bool isOperator, CancellationToken cancellationToken)
    {
        if (!isOperator)
            return new Refused<RoleNeeded>(
                "The link that confirms a mail address is given to operator keys only: whoever holds it can confirm.");
        if (keys is null || options.Value.PublicUrl is not { } publicUrl)
            return new Refused<Conflicting>(
                "Mail links need this API's public address: set Kwala:Links:PublicUrl.");
        if (await client.Wallets.ReadPreferences(wallet, cancellationToken)
            is not ReadOutcome<StoredPreferences>.Found { Value: var stored })
            return Refusals.Unavailable("The wallet could not be read.");
        if (!stored.Preferences.Contacts.TryGetValue(ChannelName.Email, out var contact)
            || contact.Standing == ContactStanding.Verified)
            return new Refused<Conflicting>(contact is null
                ? "The wallet has no mail address: set contacts.email first."
                : "The wallet's mail address is verified already.");
        var expires = time.GetUtcNow() + options.Value.ConfirmationLifetime;
        var link = LinkUrl.ConfirmEmail(publicUrl, wallet, contact.Address, expires, keys);
        return Link(ChannelName.Email, link, expires);
    }

    private static Ok<ConfirmationResource> Link(ChannelName channel, Uri link, DateTimeOffset expires) =>
        TypedResults.Ok(new ConfirmationResource(channel.Value, link.AbsoluteUri, expires));
}
