using System.Security.Cryptography;
using Kwala.Core.Links;
using Kwala.Grains.Chains;
using Kwala.Grains.Delivery;
using Kwala.Grains.Hosting;
using Kwala.Grains.Shards;
using Kwala.Grains.Stored;
using Kwala.Grains.Wallets;
using Kwala.Grains.Workflows;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Kwala.Ports.Tiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Grains;

/// <summary>Adds the grains and what they share to a host.</summary>
public static partial class GrainsRegistration
{
    /// <summary>
    /// Adds all that grains need beside the ports (storage, channels, chains), <c>CompileWorkflow</c> and the runtime,
    /// which the host adds. Starts the due index's buckets and the chain listeners with the host. Mistakes in the
    /// options stop the start, all at once.
    /// </summary>
    public static IServiceCollection AddKwalaGrains(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<GrainsOptions>().Bind(configuration.GetSection(GrainsOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<GrainsOptions>, GrainsOptionsValidator>());
        services.AddOptions<AttentionOptions>().Bind(configuration.GetSection(AttentionOptions.Section))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AttentionOptions>, AttentionOptionsValidator>());
        services.AddOptions<BehaviourOptions>().Bind(configuration.GetSection(BehaviourOptions.Section))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BehaviourOptions>, BehaviourOptionsValidator>());
        services.AddOptions<SegmentsOptions>().Bind(configuration.GetSection(SegmentsOptions.Section))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SegmentsOptions>, SegmentsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddKwalaLinks(configuration);
        services.TryAddSingleton(
            it => new OffTurn(TaskScheduler.Default, it.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WorkflowCatalog>();
        services.AddSingleton(Policies);
        services.AddSingleton<PresentValues>();
        services.AddSingleton<WalletSurroundings>();
        // A host of several silos says where the shards are.
        services.TryAddSingleton<IShardHomes, OneHome>();
        // A store that belongs to one process says so itself.
        services.TryAddSingleton(new StoreSharing(IsShared: true));
        services.AddSingleton<Freshness>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<AddressConfirmations>();
        services.AddSingleton<MessageWords>();
        services.AddSingleton<MessageLinks>();
        services.AddSingleton<SendGates>();
        services.AddSingleton<MessageSender>();
        services.AddSingleton<ListenerStore>();
        services.AddSingleton<ChainReading>();
        services.AddSingleton<ListenerSurroundings>();
        services.TryAddSingleton<IContactBinding, ContactBinding>();
        services.AddSingleton<Standing>();
        services.TryAddSingleton<IOwnerButtons, OwnerButtons>();
        services.AddHostedService<KwalaStartup>();
        return services.AddKwalaGrainStates();
    }

    /// <summary>Adds the keys of signed links, which whoever makes links or answers them needs.</summary>
    public static IServiceCollection AddKwalaLinks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<LinksOptions>().Bind(configuration.GetSection(LinksOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LinksOptions>, LinksOptionsValidator>());
        services.TryAddSingleton(Keys);
        return services;
    }

    /// <summary>Adds how the grains' states are stored, for a store that is used without grains.</summary>
    public static IServiceCollection AddKwalaGrainStates(this IServiceCollection services) => services
        .AddSingleton(new StateCodec(typeof(WalletStored), 2, StoredJson.Default.WalletStored, [UndoMap.FromVersion1]))
        .AddSingleton(new StateCodec(typeof(ChainStored), 2, StoredJson.Default.ChainStored, [ChainMap.FromVersion1]))
        .AddSingleton(new StateCodec(typeof(RegistryStored), 1, StoredJson.Default.RegistryStored, []))
        .AddSingleton(new StateCodec(typeof(AddressStored), 1, StoredJson.Default.AddressStored, []));

    private static WalletPolicies Policies(IServiceProvider services) => new(
        services.GetRequiredService<WorkflowCatalog>(),
        services.GetServices<IChannel>(),
        services.GetRequiredService<IOptions<GrainsOptions>>(),
        services.GetRequiredService<IOptions<AttentionOptions>>(),
        services.GetRequiredService<IOptions<BehaviourOptions>>(),
        services.GetRequiredService<IOptions<SegmentsOptions>>())
    {
        Tiers = services.GetService<ITierSource>() is { } source
            ? new TierQuestions(source, services.GetRequiredService<OffTurn>())
            : null,
    };

    private static LinkKeyRing Keys(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<LinksOptions>>().Value;
        if (options.Keys.Count > 0)
            return new LinkKeyRing(options.Keys.Select(key =>
                new LinkKey((byte)key.Id, LinksOptionsValidator.Read(key, out _)!)));
        LogKeyMade(services.GetRequiredService<ILoggerFactory>().CreateLogger("Kwala.Grains"), LinksOptions.Section);
        return new LinkKeyRing(new LinkKey(1, RandomNumberGenerator.GetBytes(LinkKeyRing.SecretSizeMin)));
    }

    [LoggerMessage(LogLevel.Warning, "{Section}:Keys is empty: links in messages stop working when this process ends.")]
    private static partial void LogKeyMade(ILogger logger, string section);
}
