using Kwala.Channels.Diagnostics;
using Kwala.Channels.Email;
using Kwala.Channels.Inbox;
using Kwala.Channels.Secrets;
using Kwala.Channels.Telegram;
using Kwala.Channels.Webhook;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Channels;

/// <summary>Adds the channels that the configuration names.</summary>
public static class ChannelsRegistration
{
    /// <summary>
    /// Registers an <see cref="IChannel"/> for the inbox and for each of the sections
    /// <see cref="TelegramOptions.Section"/>, <see cref="SmtpOptions.Section"/> and
    /// <see cref="WebhookOptions.Section"/> that exists, checked at start; an <see cref="IAddressConfirmation"/>
    /// with email; and a <see cref="WebhookKeyRing"/> with webhooks. A bot that polls needs an
    /// <see cref="IContactBinding"/> and <see cref="IOwnerButtons"/> from the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddKwalaChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddObserved(_ => (new InboxChannel(), new SecretScrubber()));
        if (configuration.GetSection(TelegramOptions.Section) is var telegram && telegram.Exists())
            services.AddTelegram(telegram);
        if (configuration.GetSection(SmtpOptions.Section) is var smtp && smtp.Exists())
            services.AddEmail(smtp);
        if (configuration.GetSection(WebhookOptions.Section) is var webhook && webhook.Exists())
            services.AddWebhook(webhook);
        return services;
    }

    /// <summary>
    /// Registers what verifies owners' webhooks, a <see cref="WebhookKeyRing"/>, and no channel: for a process that
    /// tells owners of it and sends nothing.
    /// </summary>
    public static IServiceCollection AddKwalaWebhookKeys(
        this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetSection(WebhookOptions.Section) is var webhook && webhook.Exists())
            services.AddWebhookKeys(webhook);
        return services;
    }

    private static void AddTelegram(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<TelegramOptions>().Bind(section, Strictly).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TelegramOptions>, TelegramOptionsValidator>();
        services.AddSingleton<BotApi>();
        services.AddObserved(provider => (
            ActivatorUtilities.CreateInstance<TelegramChannel>(provider),
            provider.GetRequiredService<BotApi>().Scrubber));
        if (section.GetValue(nameof(TelegramOptions.Poll), true)) services.AddHostedService<TelegramPoller>();
    }

    private static void AddEmail(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<SmtpOptions>().Bind(section, Strictly).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<IAddressConfirmation, EmailConfirmation>();
        services.AddObserved(provider => (
            ActivatorUtilities.CreateInstance<EmailChannel>(provider),
            provider.GetRequiredService<SmtpSender>().Scrubber));
    }

    private static void AddWebhookKeys(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<WebhookOptions>().Bind(section, Strictly).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.AddSingleton(provider => new WebhookKeyRing(
            WebhookSecrets.Of(provider.GetRequiredService<IOptions<WebhookOptions>>().Value).Owners
                .Select(key => new ReadOnlyMemory<byte>(WebhookSecrets.Key(key)))));
    }

    private static void AddWebhook(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddWebhookKeys(section);
        services.AddSingleton<WebhookChannel>();
        services.AddObserved(provider =>
        {
            var channel = provider.GetRequiredService<WebhookChannel>();
            return (channel, channel.Scrubber);
        });
    }

    private static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;

    private static void AddObserved(
        this IServiceCollection services, Func<IServiceProvider, (IChannel Channel, SecretScrubber Scrubber)> make) =>
        services.AddSingleton<IChannel>(provider =>
        {
            var (channel, scrubber) = make(provider);
            return new ObservedChannel(
                channel,
                scrubber,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ObservedChannel>>());
        });
}
