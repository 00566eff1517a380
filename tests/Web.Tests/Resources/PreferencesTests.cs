using System.Collections.Immutable;
using System.Net;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

public sealed class PreferencesTests
{
    private const string Path = "/v1/wallets/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/preferences";

    [Fact]
    public async Task A_wallet_that_never_set_anything_has_everything_unset_and_nothing_off()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("GET", Path);

        Assert.Equal(
            """{"tier":null,"thresholds":{},"optOut":{"kinds":[],"channels":[],"routes":[]},"""
                + "\"mutedUntil\":null,\"language\":null,\"attention\":null,\"subscriptions\":{},\"contacts\":{}}",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal("\"0\"", answer.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task What_is_put_is_what_is_read_and_may_be_put_again()
    {
        await using var web = await WebHost.Start();
        const string body = """
            {"tier":"aggressive","thresholds":{"band":{"low":"0.95","high":"1.05"},"risk":{"below":"1.10"}},
            "optOut":{"kinds":["governance"],"channels":["webhook"],
            "routes":[{"kind":"risk","channel":"email"}]},"mutedUntil":"2026-01-31T19:00:00+01:00",
            "language":"pt-br",
            "subscriptions":{"price":{},"proposals":{"categories":["risk","treasury"]}},
            "contacts":{"telegram":{"address":"42"}}}
            """;

        var put = await web.Send("PUT", Path, body, headers: ("If-Match", "\"0\""));
        var read = await web.Send("GET", Path);
        var text = await read.Content.ReadAsStringAsync();
        var again = await web.Send("PUT", Path, text, headers: ("If-Match", read.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var stored = web.Kwala.PreferencesOf(WebHost.Wallet);
        Assert.Equal(TierName.Aggressive, stored.Tier);
        Assert.Equal(Rational.Of(11, 10), stored.Thresholds[new WorkflowId("risk")].Low);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 18, 0, 0, TimeSpan.Zero), stored.MutedUntil);
        Assert.Equal("pt-BR", stored.Language?.Value);
        Assert.Equal([new KindName("governance")], stored.MutedKinds);
        Assert.Equal([new MutedRoute(new KindName("risk"), ChannelName.Email)], stored.MutedRoutes);
        Assert.Equal(["price", "proposals"], stored.Subscriptions.Keys.Select(workflow => workflow.Value));
        Assert.Equal(["risk", "treasury"], stored.Subscriptions[new WorkflowId("proposals")].Categories);
        Assert.Equal(new Contact("42", ContactStanding.Unverified), stored.Contacts[ChannelName.Telegram]);
    }

    [Theory]
    [InlineData("\"1.10\"", "1.1")]
    [InlineData("1.10", "1.1")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e18", "1000000000000000000")]
    [InlineData("-2.5e-3", "-0.0025")]
    [InlineData(
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    [InlineData("0.000000000000000000000000000000000001", "0.000000000000000000000000000000000001")]
    public async Task Numbers_travel_exactly_as_text_or_as_json_numbers(string sent, string told)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("PATCH", Path, "{\"thresholds\": {\"risk\": {\"above\": " + sent + "}}}");

        Assert.Equal(
            told, (await answer.Json()).GetProperty("thresholds").GetProperty("risk").GetProperty("above").GetString());
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names_and_null_unsets()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Set(WebHost.Wallet, Preferences.Unset with
        {
            Tier = TierName.Standard,
            MutedKinds = [new KindName("governance")],
            Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty
                .Add(ChannelName.Email, new Contact("a@example.org", ContactStanding.Verified))
                .Add(ChannelName.Telegram, new Contact("42", ContactStanding.Verified)),
        });

        var answer = await web.Send(
            "PATCH",
            Path,
            """
            {"tier": null, "optOut": {"channels": ["email"]}, "contacts": {"email": {"address": "b@example.org"}}}
            """,
            "application/merge-patch+json");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var stored = web.Kwala.PreferencesOf(WebHost.Wallet);
        Assert.Null(stored.Tier);
        Assert.Equal([new KindName("governance")], stored.MutedKinds);
        Assert.Equal([ChannelName.Email], stored.MutedChannels);
        Assert.Equal(new Contact("b@example.org", ContactStanding.Unverified), stored.Contacts[ChannelName.Email]);
        Assert.Equal(new Contact("42", ContactStanding.Verified), stored.Contacts[ChannelName.Telegram]);
    }

    [Fact]
    public async Task Null_for_one_threshold_or_one_contact_unsets_that_one_and_no_other()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Set(WebHost.Wallet, Preferences.Unset with
        {
            Thresholds = Preferences.Unset.Thresholds
                .Add(new WorkflowId("risk"), Threshold.Below(1)).Add(new WorkflowId("other"), Threshold.Below(2)),
            Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty
                .Add(ChannelName.Email, new Contact("a@example.org", ContactStanding.Verified))
                .Add(ChannelName.Telegram, new Contact("42", ContactStanding.Verified)),
        });

        var answer = await web.Send("PATCH", Path, """{"thresholds": {"risk": null}, "contacts": {"email": null}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var stored = web.Kwala.PreferencesOf(WebHost.Wallet);
        Assert.Equal([new WorkflowId("other")], stored.Thresholds.Keys);
        Assert.Equal([ChannelName.Telegram], stored.Contacts.Keys);
    }

    [Fact]
    public async Task A_patch_is_laid_over_what_another_caller_wrote_meanwhile()
    {
        await using var web = await WebHost.Start();
        var first = true;
        web.Kwala.BeforeChange = () =>
        {
            if (first)
                web.Kwala.Set(WebHost.Wallet, Preferences.Unset with { MutedKinds = [new KindName("governance")] });
            first = false;
        };

        var answer = await web.Send("PATCH", Path, """{"tier": "standard"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TierName.Standard, web.Kwala.PreferencesOf(WebHost.Wallet).Tier);
        Assert.Equal([new KindName("governance")], web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
    }

    [Fact]
    public async Task A_caller_whose_copy_is_still_good_gets_304_without_a_body()
    {
        await using var web = await WebHost.Start();

        var same = await web.Send("GET", Path, headers: ("If-None-Match", "\"0\""));
        var changed = await web.Send("GET", Path, headers: ("If-None-Match", "\"9\""));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Theory]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "W/\"0\"", 304)]
    [InlineData("If-None-Match", "\"9\", \"0\"", 304)]
    [InlineData("If-None-Match", "0", 400)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "\"0\"", 200)]
    [InlineData("If-Match", "\"9\"", 412)]
    [InlineData("If-Match", "W/\"0\"", 412)]
    [InlineData("If-Match", "0", 400)]
    public async Task Reading_keeps_to_the_version_that_the_caller_means(string header, string value, int status)
    {
        await using var web = await WebHost.Start();

        var get = await web.Send("GET", Path, headers: (header, value));
        var head = await web.Send("HEAD", Path, headers: (header, value));

        Assert.Equal((status, status), ((int)get.StatusCode, (int)head.StatusCode));
    }

    [Fact]
    public async Task An_operator_vouches_for_an_address_and_a_backend_may_not()
    {
        await using var web = await WebHost.Start();
        const string contact = "/v1/wallets/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/contacts/email";
        const string body = """{"address": "a@example.org"}""";

        await (await web.Send("PUT", contact, body)).Problem(403, "role-needed");
        var misspelt = await web.Send("PUT", contact, """{"adress": "a"}""", key: WebHost.OperatorKey);
        await misspelt.Problem(400, "invalid-request");
        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).Contacts);
        var answer = await web.Send("PUT", contact, body, key: WebHost.OperatorKey);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            new Contact("a@example.org", ContactStanding.Verified),
            web.Kwala.PreferencesOf(WebHost.Wallet).Contacts[ChannelName.Email]);
    }
}
