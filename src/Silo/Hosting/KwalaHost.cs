using Kwala.Channels;
using Kwala.Chain;
using Kwala.Client;
using Kwala.Core.Workflows;
using Kwala.Grains;
using Kwala.Ports.Chain;
using Kwala.Ports.Channels;
using Kwala.Silo.Hosting.Local;
using Kwala.Silo.Telemetry;
using Kwala.Silo.Workflows;
using Kwala.Storage.Sqlite;
using Kwala.Web;
using Kwala.Workflows;

namespace Kwala.Silo.Hosting;

/// <summary>Puts the house together: every part of the product, once.</summary>
internal static class KwalaHost
{
    /// <summary>
    /// A builder with the configuration in the .NET way: file, then environment, then what is given here.
    /// </summary>
    public static WebApplicationBuilder Builder(FileInfo? config, Dictionary<string, string?>? overrides = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (config is not null)
            builder.Configuration.AddJsonFile(config.FullName, optional: false);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(overrides ?? []);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    /// <summary>
    /// The whole application; nothing has started yet. What <paramref name="replace"/> adds comes last, and so stands
    /// in
    /// for what the parts added.
    /// </summary>
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? replace = null)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddKwalaSqlite(builder.Configuration.GetSection(SqliteOptions.Section).Bind);
        builder.Services.AddKwalaChain(builder.Configuration.GetSection(ChainsOptions.Section));
        builder.Services.AddKwalaChannels(builder.Configuration);
        builder.Services.AddSingleton(Compiler);
        builder.AddOrleansRuntime();
        builder.Services.AddKwalaGrains(builder.Configuration);
        builder.Services.AddKwalaClient();
        builder.Services.AddOptions<KwalaClientOptions>().Configure<IChainFeeds>(NameChains);
        builder.Services.AddKwalaWeb(builder.Configuration);
        builder.Services.Configure<WorkflowFolderOptions>(
            builder.Configuration.GetSection(WorkflowFolderOptions.Section));
        builder.Services.AddHostedService<WorkflowFolderWatch>();
        builder.Services.AddHostedService<OtlpExport>();
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseKwalaWeb();
        app.MapKwala();
        return app;
    }

    /// <summary>The store alone, for moving data while nothing runs.</summary>
    public static ServiceProvider Store(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddKwalaSqlite(builder.Configuration.GetSection(SqliteOptions.Section).Bind);
        builder.Services.AddKwalaGrainStates();
        return builder.Services.BuildServiceProvider();
    }

    private static void NameChains(KwalaClientOptions client, IChainFeeds feeds)
    {
        foreach (var chain in feeds.Chains)
            client.Chains.Add(chain.Chain);
    }

    private static CompileWorkflow Compiler(IServiceProvider services)
    {
        var chains = services.GetRequiredService<IChainFeeds>();
        var channels = services.GetServices<IChannel>();
        return new WorkflowCompiler(
            chains.Chains.ToDictionary(chain => chain.Name, chain => chain.Chain),
            channels.Select(channel => channel.Name)).Compile;
    }
}
