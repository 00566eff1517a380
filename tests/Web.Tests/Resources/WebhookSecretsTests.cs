using System.Collections.Immutable;
using System.Net;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Web.Tests.Resources;

public sealed class WebhookSecretsTests
{
    private static readonly string Path = $"/v1/wallets/{WebHost.Wallet}/contacts/webhook/secrets";

    [Fact]
    public async Task An_operator_reads_what_the_wallets_webhook_verifies_with_and_a_backend_does_not()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Set(WebHost.Wallet, With("https://owner.example/hook#2"));

        var answer = await web.Send("GET", Path, key: WebHost.OperatorKey);
        await (await web.Send("GET", Path)).Problem(403, "role-needed");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var body = await answer.Json();
        Assert.Equal("https://owner.example/hook#2", body.GetProperty("address").GetString());
        Assert.Equal(
            WebHost.WebhookKeys.SecretsOf(WebHost.Wallet, new WebhookEndpoint("https://owner.example/hook", 2)),
            body.GetProperty("secrets").EnumerateArray().Select(it => it.GetString()!));
    }

    [Fact]
    public async Task A_wallet_without_a_webhook_has_no_secrets()
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("GET", Path, key: WebHost.OperatorKey)).Problem(409, "conflict");

        Assert.Contains("contacts.webhook", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static Preferences With(string webhook) => Preferences.Unset with
    {
        Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty
            .Add(ChannelName.Webhook, new Contact(webhook, ContactStanding.Verified)),
    };
}
