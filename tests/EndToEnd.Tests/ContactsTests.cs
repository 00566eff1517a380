using System.Net;
using System.Text.RegularExpressions;
using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>How an address becomes one that is told, and stops being one: by its bearer's own hand.</summary>
public sealed partial class ContactsTests : IAsyncLifetime
{
    private const string BotToken = "123456:AAF-end-to-end-token-0000000000000000";
    private const string Contact = """{"contacts": {"email": {"address": "owner@example.org"}}}""";

    private readonly Address _wallet = People.Wallet(1);
    private readonly ShiftedTime _time = new();
    private string? _missing;
    private AnvilNode _node = null!;
    private SmtpTestServer _mail = null!;
    private TelegramTestServer _telegram = null!;
    private Deployment _deployment = null!;
    private LendingMarket _market = null!;
    private RunningKwala _kwala = null!;
    private Api _backend = null!;
    private Api _operator = null!;
    private Api _owner = null!;

    private string Wallet => $"/v1/wallets/{_wallet}";

    [SkippableFact]
    public async Task A_mail_address_is_told_after_its_bearer_pressed_the_button_behind_the_link()
    {
        Skip.If(_missing is not null, _missing);

        var given = await _backend.Patch($"{Wallet}/preferences", Contact);
        var asked = await _mail.NextMail();
        var link = PathOf(asked.Text!);
        await Cross();
        var opened = await _owner.Get(link);
        var afterOpening = await Standing("email");
        var forged = await _owner.Post(Forged(link));
        var afterForgery = await Standing("email");
        var confirmed = await _owner.Post(link);
        await Cross();
        var told = await _mail.NextMail();

        Assert.Equal("unverified", given["contacts.email.standing"].GetString());
        Assert.Equal(["owner@example.org"], asked.To);
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Equal(HttpStatusCode.NotFound, forged.Status);
        Assert.Equal(("unverified", "unverified"), (afterOpening, afterForgery));
        Assert.Equal(HttpStatusCode.OK, confirmed.Status);
        Assert.Equal("verified", await Standing("email"));
        Assert.Equal(["owner@example.org"], told.To);
        Assert.Contains("1.2", told.Text, StringComparison.Ordinal);
        Assert.Equal(["no-address"], await Codes(episode: 1, "no-address"));
    }

    [SkippableFact]
    public async Task A_confirmation_link_does_not_confirm_another_address()
    {
        Skip.If(_missing is not null, _missing);
        await _backend.Patch($"{Wallet}/preferences", Contact);
        var first = PathOf((await _mail.NextMail()).Text!);
        await _backend.Patch($"{Wallet}/preferences", """{"contacts": {"email": {"address": "other@example.org"}}}""");
        var second = await _mail.NextMail();

        var late = await _owner.Post(first);

        Assert.Equal(["other@example.org"], second.To);
        Assert.Equal(HttpStatusCode.NotFound, late.Status);
        Assert.Equal("unverified", await Standing("email"));
    }

    [SkippableFact]
    public async Task A_backend_key_cannot_vouch_and_an_operator_key_can()
    {
        Skip.If(_missing is not null, _missing);
        await _backend.Patch($"{Wallet}/preferences", Contact);
        const string Body = """{"address": "owner@example.org"}""";

        var vouched = await _backend.Put($"{Wallet}/contacts/email", Body);
        var linked = await _backend.Post($"{Wallet}/contacts/email/confirmation");
        var claimed = await _backend.Patch(
            $"{Wallet}/preferences",
            """{"contacts": {"email": {"address": "owner@example.org", "standing": "verified"}}}""");
        var before = await Standing("email");
        var byOperator = await _operator.Put($"{Wallet}/contacts/email", Body);

        Assert.Equal((HttpStatusCode.Forbidden, "role-needed"), (vouched.Status, vouched.Problem));
        Assert.Equal((HttpStatusCode.Forbidden, "role-needed"), (linked.Status, linked.Problem));
        Assert.Equal(HttpStatusCode.BadRequest, claimed.Status);
        Assert.Equal("#/contacts/email/standing", Assert.Single(claimed.Errors).Pointer);
        Assert.Equal("unverified", before);
        Assert.Equal("verified", byOperator["contacts.email.standing"].GetString());
    }

    [SkippableFact]
    public async Task A_telegram_chat_is_told_after_its_owner_pressed_start_on_the_link()
    {
        Skip.If(_missing is not null, _missing);
        await _backend.Patch($"{Wallet}/preferences", """{"tier": "aggressive"}""");
        var made = await _backend.Post($"{Wallet}/contacts/telegram/confirmation");
        var link = new Uri(made["link"].GetString()!);
        var token = link.Query["?start=".Length..];

        await _telegram.OwnerWrites(BotToken, 6666, $"/start {Forged(token)}");
        await Eventually.Holds(async () => (await _telegram.SentByBot(BotToken)).Count == 1);
        var afterForgery = await _backend.Get($"{Wallet}/preferences");
        await _telegram.OwnerWrites(BotToken, 4242, $"/start {token}");
        await Eventually.Holds(async () => (await _telegram.SentByBot(BotToken)).Count == 2);
        var bound = await _backend.Get($"{Wallet}/preferences");
        await Cross(1.05m);
        await Eventually.Holds(async () => (await _telegram.SentByBot(BotToken)).Count == 3);

        var sent = await _telegram.SentByBot(BotToken);
        Assert.Equal("/kwala_test_bot", link.AbsolutePath);
        Assert.False(afterForgery["contacts"].TryGetProperty("telegram", out _));
        Assert.Equal("4242", bound["contacts.telegram.address"].GetString());
        Assert.Equal("verified", bound["contacts.telegram.standing"].GetString());
        Assert.Equal(["6666", "4242", "4242"], sent.Select(it => it.GetProperty("chat_id").ToString()));
        Assert.Contains("1.05", sent[2].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task One_click_on_a_mails_unsubscribe_link_ends_its_kind_and_the_decision_says_so()
    {
        Skip.If(_missing is not null, _missing);
        var other = People.Wallet(2);
        await _operator.Put($"{Wallet}/contacts/email", """{"address": "owner@example.org"}""");
        await _operator.Put($"/v1/wallets/{other}/contacts/email", """{"address": "other@example.org"}""");
        await Cross();
        var told = await _mail.NextMail();
        var header = Assert.Single(told.Header("List-Unsubscribe"));
        var link = PathOf(header.Trim('<', '>'));

        var opened = await _owner.Get(link);
        var afterOpening = await _backend.Get($"{Wallet}/preferences");
        var forged = await _owner.Post(Forged(link), "List-Unsubscribe=One-Click");
        var clicked = await _owner.Post(link, "List-Unsubscribe=One-Click");
        await Cross();
        await _kwala.HasRead(await _market.Report((other, 1.2m)));
        var next = await _mail.NextMail();

        Assert.Equal(["List-Unsubscribe=One-Click"], told.Header("List-Unsubscribe-Post"));
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Equal(0, afterOpening["optOut.kinds"].GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, forged.Status);
        Assert.Equal(HttpStatusCode.OK, clicked.Status);
        Assert.Equal(
            "liquidation-risk", (await _backend.Get($"{Wallet}/preferences"))["optOut.kinds"][0].GetString());
        Assert.Equal(["other@example.org"], next.To);
        Assert.Equal(["kind-opted-out"], await Codes(episode: 2, "kind-opted-out"));
    }

    [SkippableFact]
    public async Task The_choice_of_the_whole_channel_ends_all_mail_and_leaves_the_kind_alone()
    {
        Skip.If(_missing is not null, _missing);
        await _operator.Put($"{Wallet}/contacts/email", """{"address": "owner@example.org"}""");
        await Cross();
        var link = PathOf(Assert.Single((await _mail.NextMail()).Header("List-Unsubscribe")).Trim('<', '>'));

        var chosen = await _owner.Post(link, "choice=channel");
        await Cross();

        Assert.Equal(HttpStatusCode.OK, chosen.Status);
        var preferences = await _backend.Get($"{Wallet}/preferences");
        Assert.Equal("email", Assert.Single(preferences["optOut.channels"].EnumerateArray()).GetString());
        Assert.Equal(0, preferences["optOut.kinds"].GetArrayLength());
        Assert.Equal(["channel-opted-out"], await Codes(episode: 2, "channel-opted-out", "kind-opted-out"));
    }

    [SkippableFact]
    public async Task A_link_that_has_expired_says_so_and_changes_nothing()
    {
        Skip.If(_missing is not null, _missing);
        await _operator.Put($"{Wallet}/contacts/email", """{"address": "first@example.org"}""");
        await Cross();
        var unsubscribe = PathOf(Assert.Single((await _mail.NextMail()).Header("List-Unsubscribe")).Trim('<', '>'));
        await _backend.Patch($"{Wallet}/preferences", Contact);
        var confirm = PathOf((await _mail.NextMail()).Text!);

        _time.Ahead = TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2); // Kwala:Links:ConfirmationLifetime
        var lateConfirmation = (await _owner.Get(confirm), await _owner.Post(confirm));
        var openedInTime = await _owner.Get(unsubscribe);
        _time.Ahead = TimeSpan.FromDays(90) + TimeSpan.FromMinutes(2); // Kwala:Links:ValidFor
        var lateUnsubscription = (await _owner.Get(unsubscribe), await _owner.Post(unsubscribe, "choice=kind"));

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), Statuses(lateConfirmation));
        Assert.Equal(HttpStatusCode.OK, openedInTime.Status);
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), Statuses(lateUnsubscription));
        Assert.Equal("unverified", await Standing("email"));
        Assert.Equal(0, (await _backend.Get($"{Wallet}/preferences"))["optOut.kinds"].GetArrayLength());

        static (HttpStatusCode, HttpStatusCode) Statuses((Reply Get, Reply Post) replies) =>
            (replies.Get.Status, replies.Post.Status);
    }

    public async Task InitializeAsync()
    {
        _missing = await NodeServices.MissingReason();
        if (_missing is not null)
            return;
        _node = await AnvilNode.Start();
        _mail = await SmtpTestServer.Start();
        _telegram = await TelegramTestServer.Start();
        _deployment = new Deployment(_node.Url, Deployment.HealthFactorWorkflow().Replace(
                "actions:",
                "actions:\n  aggressive: { channels: [telegram], urgency: urgent, template: liquidation-urgent }",
                StringComparison.Ordinal).Replace("channels: [webhook]", "channels: [email]", StringComparison.Ordinal))
            .WithMail(_mail).WithTelegram(_telegram, BotToken, "kwala_test_bot");
        _deployment.Settings["Kwala:Links:PublicUrl"] = "https://alerts.example.org/";
        _market = await LendingMarket.Deploy(_node);
        _kwala = await RunningKwala.Start(_deployment, _time);
        _backend = new Api(_kwala, Deployment.BackendKey);
        _operator = new Api(_kwala, Deployment.ApiKey);
        _owner = new Api(_kwala, null);
    }

    public async Task DisposeAsync()
    {
        if (_missing is not null)
            return;
        _backend.Dispose();
        _operator.Dispose();
        _owner.Dispose();
        await _kwala.DisposeAsync();
        _deployment.Dispose();
        await _telegram.DisposeAsync();
        await _mail.DisposeAsync();
        await _node.DisposeAsync();
    }

    // Back to safety and over the threshold again: a new episode.
    private async Task Cross(decimal to = 1.2m)
    {
        await _market.Report((_wallet, 2m));
        await _kwala.HasRead(await _market.Report((_wallet, to)));
    }

    private async Task<string?> Standing(string channel) =>
        (await _backend.Get($"{Wallet}/preferences"))[$"contacts.{channel}.standing"].GetString();

    // Those of the codes looked for that an episode's decisions give.
    private async Task<string[]> Codes(long episode, params string[] among) =>
        [.. (await _backend.Get($"{Wallet}/decisions")).Items.Select(it => it.GetProperty("content"))
            .Where(it => it.GetProperty("episode").GetInt64() == episode)
            .SelectMany(it => it.GetProperty("reasons").EnumerateArray())
            .Select(it => it.GetProperty("code").GetString()!).Where(among.Contains).Distinct()];

    private static string PathOf(string text) => new Uri(PublicLink().Match(text).Value).PathAndQuery;

    // One letter of the token's signature is another.
    private static string Forged(string link)
    {
        var at = link.IndexOf("/l/", StringComparison.Ordinal) is >= 0 and var path ? path + 3 + 50 : 50;
        return link[..at] + (link[at] == 'A' ? 'B' : 'A') + link[(at + 1)..];
    }

    [GeneratedRegex(@"https://alerts\.example\.org/[^\s>]+")]
    private static partial Regex PublicLink();
}
