using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kwala.Channels.Diagnostics;
using Kwala.Channels.Email;
using Kwala.Channels.Secrets;
using Kwala.Channels.Telegram;
using Kwala.Channels.Tests.Compliance;
using Kwala.Channels.Webhook;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Kwala.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Tests;

public sealed class ChannelsRegistrationTests
{
    private const string Telegram = TelegramOptions.Section + ":";
    private const string Email = SmtpOptions.Section + ":";
    private const string Webhook = WebhookOptions.Section + ":";

    [Fact]
    public void Only_what_is_configured_is_there()
    {
        Assert.Equal([ChannelName.Inbox], Names([]));
        Assert.Equal(
            [ChannelName.Inbox, ChannelName.Telegram],
            Names(new() { [Telegram + "BotToken"] = "1:abc", [Telegram + "BotName"] = "kwala_bot" }));
        Assert.Equal(
            [ChannelName.Inbox, ChannelName.Email],
            Names(new() { [Email + "Host"] = "mail.example.org", [Email + "From"] = "a@example.org" }));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Bot_is_asked_for_its_updates_unless_that_is_switched_off(string? poll, bool polls)
    {
        var services = Services(new() { [Telegram + "BotToken"] = "1:abc", [Telegram + "Poll"] = poll });

        Assert.Equal(polls, services.Any(it => it.ImplementationType == typeof(TelegramPoller)));
    }

    [Fact]
    public void Mistakes_of_Telegram_are_told_all_at_once_and_without_the_token()
    {
        var mistakes = Mistakes<TelegramOptions>(new()
        {
            [Telegram + "BotToken"] = "secret without form",
            [Telegram + "BotName"] = "@bot",
            [Telegram + "BaseUrl"] = "http://telegram.example/",
            [Telegram + "TimeLimit"] = "00:00:00",
            [Telegram + "PollTime"] = "00:02:00",
        });

        Assert.Equal(5, mistakes.Count);
        Assert.All(mistakes, it => Assert.StartsWith("Kwala:Channels:Telegram: ", it, StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("without form", StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_of_email_are_told_all_at_once_and_without_the_password()
    {
        var mistakes = Mistakes<SmtpOptions>(new()
        {
            [Email + "Host"] = "smtp://mail.example.org",
            [Email + "Port"] = "0",
            [Email + "Tls"] = "None",
            [Email + "Password"] = "secret-password",
            [Email + "From"] = "Kwala",
            [Email + "TrustedCertificatesFile"] = "/no/such/file.pem",
            [Email + "TimeLimit"] = "1.00:00:00",
        });

        Assert.Equal(7, mistakes.Count);
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("secret-password", StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_of_the_webhook_are_told_all_at_once_and_without_the_secrets()
    {
        var mistakes = Mistakes<WebhookOptions>(new()
        {
            [Webhook + "Secrets:0"] = WebhookComplianceSecret,
            [Webhook + "Secrets:1"] = "whsec_tooshort",
            [Webhook + "Secrets:2"] = "not-a-secret",
            [Webhook + "OwnerKeys:0"] = Convert.ToBase64String(new byte[31]),
            [Webhook + "OwnerKeys:1"] = Convert.ToBase64String(new byte[32]),
            [Webhook + "OwnerKeys:2"] = "tooshort",
            [Webhook + "TimeLimit"] = "00:05:00",
        });

        Assert.Equal(7, mistakes.Count);
        Assert.Contains(mistakes, mistake => mistake.Contains("set Url", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("at most 2", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("Owner key 1", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("Owner key 3", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("Secret 2", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("Secret 3", StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("tooshort", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TimeLimit", "00:00:10", "Url and OwnerKeys are missing")]
    [InlineData("Url", "https://protocol.example/", "Secrets or SecretsFile is missing")]
    public void Webhooks_need_an_endpoint_with_its_secrets_or_a_key_for_owners(
        string option, string value, string problem) =>
        Assert.Contains(
            problem,
            Assert.Single(Mistakes<WebhookOptions>(new() { [Webhook + option] = value })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Telegram + "MessagesPerSecond", "0", "MessagesPerSecond must lie between 1 and 1000.")]
    [InlineData(Telegram + "PollTime", "-00:00:01", "PollTime must lie between 0 and 50 seconds.")]
    [InlineData(Telegram + "TimeLimit", "00:00:00", "TimeLimit must lie between 100 ms and 5 minutes.")]
    [InlineData(Email + "TimeLimit", "00:00:00", "TimeLimit must lie between 100 ms and 10 minutes.")]
    [InlineData(Webhook + "TimeLimit", "00:00:00", "TimeLimit must lie between 100 ms and 1 minute.")]
    [InlineData(Webhook + "Url", "ftp://protocol.example/", "Url is not an http or https URL.")]
    public void One_option_that_cannot_be_is_told_at_the_start_with_a_remedy(
        string option, string value, string problem)
    {
        using var services = Build(new(Sound) { [option] = value });

        var error = Assert.Throws<OptionsValidationException>(
            services.GetRequiredService<IStartupValidator>().Validate);

        Assert.EndsWith(problem, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Misspelt_setting_is_a_mistake()
    {
        using var services = Build(new() { [Telegram + "BotTokn"] = "1:abc", [Telegram + "BotName"] = "kwala_bot" });

        var error = Assert.Throws<InvalidOperationException>(
            () => services.GetRequiredService<IOptions<TelegramOptions>>().Value);

        Assert.Contains("BotTokn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_channel_did_not_foresee_is_unknown_and_logged_without_secrets()
    {
        var log = new RecordedLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var channel = new ObservedChannel(
            new BrokenChannel(),
            new SecretScrubber("the-secret"),
            TimeProvider.System,
            factory.CreateLogger<ObservedChannel>());

        var outcome = await channel.Send(ChannelUnderTest.Message("x"), CancellationToken.None);

        Assert.Equal(
            "Unforeseen NotSupportedException: at https://host/***/x",
            Assert.IsType<SendOutcome.Unknown>(outcome).Reason);
        Assert.Contains("log-1", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", log.Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_attempt_is_measured_with_its_channel_and_its_outcome()
    {
        var measured = new ConcurrentQueue<(double Seconds, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == "kwala.channels.send.duration")
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            measured.Enqueue((seconds, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();
        var channel = new ObservedChannel(
            new BrokenChannel(), new SecretScrubber(), new FakeTime(), NullLogger<ObservedChannel>.Instance);

        await channel.Send(ChannelUnderTest.Message("x"), CancellationToken.None);

        Assert.Contains((0, "kwala.channel=broken kwala.outcome=Unknown"), measured);
    }

    private static Dictionary<string, string?> Sound => new()
    {
        [Telegram + "BotToken"] = "1:abc",
        [Telegram + "BotName"] = "kwala_bot",
        [Email + "Host"] = "mail.example.org",
        [Email + "From"] = "a@example.org",
        [Webhook + "Url"] = "https://protocol.example/",
        [Webhook + "Secrets:0"] = WebhookComplianceSecret,
    };

    private static string WebhookComplianceSecret => "whsec_" + Convert.ToBase64String(new byte[32]);

    private static IServiceCollection Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddLogging()
        .AddKwalaChannels(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    private static ServiceProvider Build(Dictionary<string, string?> settings) =>
        Services(settings).BuildServiceProvider();

    private static IEnumerable<ChannelName> Names(Dictionary<string, string?> settings)
    {
        using var services = Build(settings);
        return [.. services.GetServices<IChannel>().Select(channel => channel.Name)];
    }

    private static List<string> Mistakes<TOptions>(Dictionary<string, string?> settings)
        where TOptions : class
    {
        using var services = Build(settings);
        var error = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<TOptions>>().Value);
        return [.. error.Failures];
    }

    private sealed class BrokenChannel : IChannel
    {
        public ChannelName Name => new("broken");

        public bool CollapsesByKey => false;

        public Markup Markup => Markup.None;

        public bool NeedsAddress => true;

        public AddressCheck Check(string address) => new AddressCheck.Valid(address);

        public Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken) =>
            throw new NotSupportedException("at https://host/the-secret/x");
    }
}
