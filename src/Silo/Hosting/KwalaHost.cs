using System.Collections.Immutable;
using Kwala.Channels;
using Kwala.Channels.Tiers;
using Kwala.Chain;
using Kwala.Chain.Portfolio;
using Kwala.Client;
using Kwala.Core.Workflows;
using Kwala.Grains;
using Kwala.Ports.Chain;
using Kwala.Ports.Channels;
using Kwala.Silo.Configuration;
using Kwala.Silo.Telemetry;
using Kwala.Silo.Workflows;
using Kwala.Storage.Postgres;
using Kwala.Web;
using Kwala.Workflows;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Hosting;

/// <summary>Puts the house together: every part of the product, once.</summary>
internal static class KwalaHost
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const string OrleansCategory = "Orleans";
    private const string GatewaysCategory = "Orleans.Messaging.GatewayManager";
    private const string RetriesCategory = "Polly";

    // HealthApi asks the checks with this tag before it says that requests may be sent here.
    private const string ReadyTag = "ready";

    /// <summary>
    /// A builder with the configuration in the .NET way: file, then environment, then what is given here.
    /// </summary>
    /// <exception cref="CannotStartException">The file is not there or is no JSON.</exception>
    public static WebApplicationBuilder Builder(FileInfo? config, Dictionary<string, string?>? overrides = null)
    {
        // Changed files count after a restart, as all settings do. A watch of the working folder would wake up at every
        // write to a store that lies there.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        if (config is not null)
            ConfigurationFile.Add(builder.Configuration, config);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(overrides ?? []);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var start = new StartPhase();
        builder.Services.AddSingleton(start);
        builder.Logging.AddFilter(HostCategory, level => level >= LogLevel.Warning && start.IsOver);
        // Orleans tells at length how it is set up, and, where it is dropped after a failed start, how it is torn down.
        builder.Logging.AddFilter(OrleansCategory, level => level >= LogLevel.Warning && !start.HasFailed);
        // A client that waits for its silos says so itself.
        builder.Logging.AddFilter(GatewaysCategory, LogLevel.Error);
        // Each of Orleans's placements runs through a retry that tells of it.
        builder.Logging.AddFilter(RetriesCategory, LogLevel.Error);
        return builder;
    }

    /// <summary>
    /// The whole application; nothing has started yet. What <paramref name="replace"/> adds comes last, and so stands
    /// in for what the parts added.
    /// </summary>
    /// <exception cref="CannotStartException">The configuration has mistakes: all of them.</exception>
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? replace = null)
    {
        Check(builder.Configuration);
        // First to start and last to stop, so that nothing goes unseen.
        builder.Services.AddHostedService<OtlpExport>();
        if (HostRoles.Of(builder.Configuration) == HostRole.Web)
            AddWeb(builder);
        else
            AddSilo(builder);
        builder.Services.AddKwalaClient();
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartPhase>().End);
        if (HostRoles.Of(builder.Configuration) == HostRole.Silo)
        {
            app.MapKwalaHealth();
            return app;
        }

        app.UseKwalaWeb();
        app.MapKwala();
        return app;
    }

    private static void AddWeb(WebApplicationBuilder builder)
    {
        AddParts(builder.Services, builder.Configuration);
        builder.AddOrleansClient();
    }

    private static void AddSilo(WebApplicationBuilder builder)
    {
        // Before the chains are followed: their first look must be with the folder's workflows.
        builder.Services.AddHostedService<WorkflowFolderWatch>();
        AddParts(builder.Services, builder.Configuration);
        builder.AddOrleansRuntime();
        builder.Services.AddSingleton(Compiler);
        builder.Services.AddSingleton<ChainsFollowed>();
        builder.Services.AddHealthChecks().AddCheck<ChainsFollowed>(
            "chains", tags: [ReadyTag], timeout: TimeSpan.FromSeconds(3));
    }

    /// <summary>The store alone, for moving data while nothing runs.</summary>
    /// <exception cref="CannotStartException">The store's section has mistakes: all of them.</exception>
    public static ServiceProvider Store(WebApplicationBuilder builder)
    {
        Check(builder.Configuration, StoreChoice.Section(builder.Configuration));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddKwalaStore(builder.Configuration);
        builder.Services.AddKwalaGrainStates();
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>The chains alone, for reading their past.</summary>
    /// <exception cref="CannotStartException">Their section has mistakes: all of them.</exception>
    public static ServiceProvider Chains(WebApplicationBuilder builder)
    {
        Check(builder.Configuration, ChainsOptions.Section);
        return new ServiceCollection()
            .AddKwalaChain(builder.Configuration.GetSection(ChainsOptions.Section)).BuildServiceProvider();
    }

    /// <summary>How the shared store is to be reached.</summary>
    /// <exception cref="CannotStartException">Its section has mistakes: all of them.</exception>
    public static PostgresOptions Postgres(WebApplicationBuilder builder)
    {
        Check(builder.Configuration, PostgresOptions.Section);
        return builder.Configuration.GetSection(PostgresOptions.Section).Get<PostgresOptions>() ?? new();
    }

    /// <summary>Every mistake in a configuration, one line each; empty where all is well.</summary>
    public static ImmutableArray<string> Mistakes(IConfiguration configuration) =>
        [
            .. HostRoles.Mistakes(configuration, OrleansRuntime.HasCluster),
            .. ConfigurationCheck.Mistakes(configuration, AddParts),
        ];

    private static void Check(IConfiguration configuration, string place = "")
    {
        var mistakes = Mistakes(configuration).RemoveAll(it => !it.StartsWith(place, StringComparison.Ordinal));
        if (!mistakes.IsEmpty)
            throw new CannotStartException(mistakes);
    }

    private static void AddParts(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        var role = HostRoles.Of(configuration);
        if (role != HostRole.Web)
            AddGrainParts(services, configuration);
        if (role == HostRole.Web)
            AddDoors(services, configuration);
        if (role == HostRole.Silo)
            services.AddKwalaHealth();
        else
            services.AddKwalaWeb(configuration);
    }

    private static void AddGrainParts(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKwalaStore(configuration);
        services.AddKwalaChain(configuration.GetSection(ChainsOptions.Section));
        services.AddKwalaPortfolio(configuration.GetSection(PortfolioOptions.Section));
        services.AddKwalaChannels(configuration);
        services.AddKwalaTierSource(configuration);
        services.AddKwalaGrains(configuration);
        services.AddSingleton<IValidateOptions<WorkflowFolderOptions>, WorkflowFolderOptionsValidator>();
        services.AddOptions<WorkflowFolderOptions>()
            .Bind(configuration.GetSection(WorkflowFolderOptions.Section)).ValidateOnStart();
    }

    // What the API answers by itself, where the grains are elsewhere.
    private static void AddDoors(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKwalaSharedStore(configuration);
        services.AddKwalaLinks(configuration);
        services.AddKwalaWebhookKeys(configuration);
    }

    private static CompileWorkflow Compiler(IServiceProvider services)
    {
        var chains = services.GetRequiredService<IChainFeeds>();
        var channels = services.GetServices<IChannel>();
        return new WorkflowCompiler(
            chains.Chains.ToDictionary(chain => chain.Name, chain => chain.Chain),
            channels.Select(channel => channel.Name),
            services.GetRequiredService<IOptions<SegmentsOptions>>().Value.Where.Keys).Compile;
    }
}
