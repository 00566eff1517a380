using System.Collections.Immutable;
using System.Net;
using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Links;

public sealed class LinkTests
{
    private static readonly Uri PublicUrl = new("https://notify.example.org");
    private static readonly KindName Kind = new("liquidation-risk");
    private const string Form = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Opening_an_unsubscribe_link_changes_nothing_and_its_button_does()
    {
        await using var web = await WebHost.Start();
        var link = Unsubscribe(web);

        var page = await web.Send("GET", link, key: null);
        var opened = web.Kwala.PreferencesOf(WebHost.Wallet);
        var done = await web.Send("POST", link, "choice=kind", Form, key: null);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(Preferences.Unset, opened);
        Assert.Contains("<form method=\"post\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal([Kind], web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).MutedChannels);
    }

    [Theory]
    [InlineData("List-Unsubscribe=One-Click", Form)]
    [InlineData(
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        "multipart/form-data; boundary=b")]
    [InlineData("", "")]
    public async Task One_click_of_a_mail_reader_opts_out_of_the_kind(string body, string contentType)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("POST", Unsubscribe(web), body, contentType, key: null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([Kind], web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
    }

    [Fact]
    public async Task The_owner_may_choose_to_stop_the_whole_channel()
    {
        await using var web = await WebHost.Start();

        await web.Send("POST", Unsubscribe(web), "choice=channel", Form, key: null);

        Assert.Equal([ChannelName.Email], web.Kwala.PreferencesOf(WebHost.Wallet).MutedChannels);
        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
    }

    [Theory]
    [InlineData("/l/short")]
    [InlineData("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/email/liquidation-risk")]
    [InlineData("/l/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/e%20mail/%3Cb%3E")]
    public async Task A_forged_link_gets_a_clear_page_and_changes_nothing(string link)
    {
        await using var web = await WebHost.Start();

        foreach (var method in new[] { "GET", "POST" })
        {
            var answer = await web.Send(method, link, key: null);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Contains("This link is not valid", page, StringComparison.Ordinal);
        }

        Assert.Equal(Preferences.Unset, web.Kwala.PreferencesOf(WebHost.Wallet));
    }

    [Fact]
    public async Task A_link_for_one_thing_does_nothing_else()
    {
        await using var web = await WebHost.Start();
        var token = Unsubscribe(web).Split('/')[2];
        WithEmail(web, "a@example.org");
        var bind = LinkUrl.BindTelegram("bot", WebHost.Wallet, web.Time.GetUtcNow().AddDays(1), WebHost.LinkKeys);

        string[] links =
            [$"/l/{token}/email/other-kind", $"/l/{token}/telegram/{Kind}", $"/l/{token}", $"/l/{bind.Query[7..]}"];
        foreach (var link in links)
            Assert.Equal(HttpStatusCode.NotFound, (await web.Send("POST", link, key: null)).StatusCode);

        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
        Assert.Equal(ContactStanding.Unverified, StandingOf(web));
    }

    [Fact]
    public async Task An_expired_link_says_so_and_changes_nothing()
    {
        await using var web = await WebHost.Start();
        var link = Unsubscribe(web);
        web.Time.Advance(TimeSpan.FromDays(31));

        var answer = await web.Send("POST", link, key: null);

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("has expired", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(Preferences.Unset, web.Kwala.PreferencesOf(WebHost.Wallet));
    }

    [Fact]
    public async Task A_mail_address_is_confirmed_by_the_button_and_only_while_it_is_the_stored_one()
    {
        await using var web = await WebHost.Start();
        WithEmail(web, "\"<b>\"@example.org");
        var link = LinkUrl.ConfirmEmail(
            PublicUrl, WebHost.Wallet, "\"<b>\"@example.org", web.Time.GetUtcNow().AddDays(1), WebHost.LinkKeys)
            .AbsolutePath;

        var page = await (await web.Send("GET", link, key: null)).Content.ReadAsStringAsync();
        var opened = StandingOf(web);
        await web.Send("POST", link, key: null);
        var confirmed = StandingOf(web);
        WithEmail(web, "other@example.org");
        var late = await web.Send("POST", link, key: null);

        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal(ContactStanding.Unverified, opened);
        Assert.Equal(ContactStanding.Verified, confirmed);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Fact]
    public async Task While_nobody_answers_the_page_says_that_the_link_stays_good()
    {
        await using var web = await WebHost.Start();
        WithEmail(web, "a@example.org");
        var link = LinkUrl.ConfirmEmail(
            PublicUrl, WebHost.Wallet, "a@example.org", web.Time.GetUtcNow().AddDays(1), WebHost.LinkKeys).AbsolutePath;
        web.Kwala.Down = true;

        var answer = await web.Send("POST", link, key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The link stays good", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(ContactStanding.Unverified, StandingOf(web));
    }

    [Fact]
    public async Task A_page_lets_nothing_run_load_or_frame_it()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("GET", Unsubscribe(web), key: null);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex", answer.Headers.GetValues("X-Robots-Tag").Single());
    }

    [Fact]
    public async Task A_backend_gets_the_telegram_link_and_only_an_operator_the_mail_link()
    {
        await using var web = await WebHost.Start();
        WithEmail(web, "a@example.org");
        var contacts = $"/v1/wallets/{WebHost.Wallet}/contacts";

        var telegram = await (await web.Send("POST", $"{contacts}/telegram/confirmation")).Json();
        await (await web.Send("POST", $"{contacts}/email/confirmation")).Problem(403, "role-needed");
        await (await web.Send("POST", $"{contacts}/webhook/confirmation")).Problem(400, "invalid-request");
        var email = await (await web.Send("POST", $"{contacts}/email/confirmation", key: WebHost.OperatorKey)).Json();
        var path = new Uri(email.GetProperty("link").GetString()!).AbsolutePath;
        await web.Send("POST", path, key: null);

        Assert.StartsWith(
            "https://t.me/kwala_bot?start=", telegram.GetProperty("link").GetString(), StringComparison.Ordinal);
        Assert.Equal(ContactStanding.Verified, StandingOf(web));
        var again = await web.Send("POST", $"{contacts}/email/confirmation", key: WebHost.OperatorKey);
        await again.Problem(409, "conflict");
    }

    private static string Unsubscribe(WebHost web) => LinkUrl.Unsubscribe(
        PublicUrl, WebHost.Wallet, ChannelName.Email, Kind, web.Time.GetUtcNow().AddDays(30), WebHost.LinkKeys)
        .AbsolutePath;

    private static ContactStanding StandingOf(WebHost web) =>
        web.Kwala.PreferencesOf(WebHost.Wallet).Contacts[ChannelName.Email].Standing;

    private static void WithEmail(WebHost web, string address) => web.Kwala.Set(WebHost.Wallet, Preferences.Unset with
    {
        Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty
            .Add(ChannelName.Email, new Contact(address, ContactStanding.Unverified)),
    });
}
