using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.EndToEnd.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests;

/// <summary>
/// The brief's own example, on anvil and with independent servers at the other end: one event, four wallets, the
/// outcome
/// of each.
/// </summary>
public sealed class BriefExampleTests
{
    private const string BotToken = "123456:AAF-end-to-end-token-0000000000000000";
    private const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [SkippableFact]
    public async Task One_event_becomes_telegram_for_one_mail_for_another_nothing_for_the_third_and_the_default_for_the_fourth()
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        await using var node = await AnvilNode.Start();
        await using var telegram = await TelegramTestServer.Start();
        await using var mail = await SmtpTestServer.Start();
        await using var webhook = await WebhookTestReceiver.Start(WebhookSecret);
        using var deployment = new Deployment(node.Url, await SampleWorkflow());
        Connect(deployment, telegram, mail, webhook);
        var market = await LendingMarket.Deploy(node);
        var (trader, holder, quiet, newcomer) = (People.Wallet(1), People.Wallet(2), People.Wallet(3), People.Wallet(4));
        await using var kwala = await RunningKwala.Start(deployment);
        await Choose(kwala, trader, TierName.Aggressive, ChannelName.Telegram, "4242");
        await Choose(kwala, holder, TierName.Conservative, ChannelName.Email, "holder@example.org");
        await Choose(kwala, quiet, TierName.Standard, ChannelName.Email, "quiet@example.org", optOut: true);

        var block = await market.Report((trader, 1.05m), (holder, 1.05m), (quiet, 1.05m), (newcomer, 1.05m));
        await kwala.HasRead(block);
        var received = await mail.NextMail();
        var posted = await webhook.NextRequest();
        await Eventually.Holds(async () => (await telegram.SentByBot(BotToken)).Count > 0);

        var message = Assert.Single(await telegram.SentByBot(BotToken));
        Assert.Contains("1.05", message.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["holder@example.org"], received.To);
        Assert.True(received.Secure);
        Assert.Contains("1.05", received.Text, StringComparison.Ordinal);
        Assert.True(posted.Verified, posted.Problem);
        using var body = JsonDocument.Parse(posted.Body);
        Assert.Equal(newcomer.ToString(), body.RootElement.GetProperty("data").GetProperty("wallet").GetString());
        Assert.Equal(["suppressed"], await kwala.Outcomes(quiet));
        Assert.Equal(["notify"], await kwala.Outcomes(newcomer));
    }

    private static async Task Choose(
        RunningKwala kwala, Address wallet, TierName tier, ChannelName channel, string address, bool optOut = false)
    {
        var preferences = Preferences.Unset with
        {
            Tier = tier,
            MutedKinds = optOut ? [new KindName("liquidation-risk")] : [],
            Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty.Add(
                channel, new Contact(address, ContactStanding.Unverified)),
        };
        Assert.IsType<PreferencesOutcome.Stored>(await kwala.Client.Wallets.ChangePreferences(
            new PreferencesChange(wallet, preferences, null, Vouched: true), default));
    }

    private static Task<string> SampleWorkflow() => File.ReadAllTextAsync(
        Path.Combine(NodeServices.TestsFolder, "..", "samples", "workflows", "liquidation-risk.yaml"));

    private static void Connect(
        Deployment deployment, TelegramTestServer telegram, SmtpTestServer mail, WebhookTestReceiver webhook)
    {
        var certificate = Path.Combine(Path.GetDirectoryName(deployment.Store)!, "smtp.pem");
        File.WriteAllText(certificate, mail.CertificatePem);
        var settings = deployment.Settings;
        settings["Kwala:Channels:Telegram:BotToken"] = BotToken;
        settings["Kwala:Channels:Telegram:BotName"] = "kwala_test_bot";
        settings["Kwala:Channels:Telegram:BaseUrl"] = telegram.Url.ToString();
        settings["Kwala:Channels:Telegram:Poll"] = "false";
        settings["Kwala:Channels:Email:Host"] = "localhost";
        settings["Kwala:Channels:Email:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Kwala:Channels:Email:User"] = SmtpTestServer.User;
        settings["Kwala:Channels:Email:Password"] = SmtpTestServer.Password;
        settings["Kwala:Channels:Email:TrustedCertificatesFile"] = certificate;
        settings["Kwala:Channels:Email:From"] = "Kwala <kwala@example.org>";
        settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookSecret;
        settings["Kwala:Channels:Webhook:Url"] = new Uri(webhook.Url, "hook").ToString();
    }
}
