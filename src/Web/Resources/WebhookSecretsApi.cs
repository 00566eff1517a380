using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using SecretsAnswer = Results<
    Ok<WebhookSecretsResource>, Refused<InvalidRequest>, Refused<Conflicting>, Refused<Unavailable>>;

/// <summary>
/// What an owner's webhook verifies with. For operators: whoever knows a secret can speak to that webhook in our name.
/// </summary>
internal sealed class WebhookSecretsApi(IKwalaClient client, WebhookKeyRing? keys = null)
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/wallets/{address}/contacts/webhook/secrets", (
            string address, WebhookSecretsApi api, CancellationToken cancellationToken) =>
            api.Read(address, cancellationToken)).WithName("readWebhookSecrets")
            .WithSummary("The secrets that requests to the wallet's own webhook are signed with.")
            .ForKeys().ForOperators();

    private async Task<SecretsAnswer> Read(string address, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        if (keys is not { IsEmpty: false })
            return new Refused<Conflicting>(
                "Owners have no webhooks here: set Kwala:Channels:Webhook:OwnerKeys.");
        if (await client.Wallets.ReadPreferences(wallet, cancellationToken)
            is not ReadOutcome<StoredPreferences>.Found { Value.Preferences.Contacts: var contacts })
            return Refusals.Unavailable("The wallet could not be read.");
        return contacts.TryGetValue(ChannelName.Webhook, out var contact)
            && WebhookEndpoint.TryParse(contact.Address, out var endpoint)
                ? TypedResults.Ok(new WebhookSecretsResource(contact.Address, keys.SecretsOf(wallet, endpoint)))
                : new Refused<Conflicting>("The wallet has no webhook: set contacts.webhook first.");
    }
}
