using Kwala.Bench.Chain;
using Kwala.Bench.Scenarios;
using Kwala.Ports.Chain;
using Kwala.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Bench.House;

/// <summary>The whole application as it is installed, on a store of its own that goes with it.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private Deployment(WebApplication app, DirectoryInfo folder) => (_app, _folder) = (app, folder);

    /// <summary>Its parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it with one workflow.</summary>
    /// <param name="folder">The parent of its store: decides which disk is measured.</param>
    /// <param name="workflow">The workflow's text.</param>
    /// <param name="settings">More of the configuration.</param>
    /// <param name="replace">What stands in for parts of the house.</param>
    public static async Task<Deployment> Start(
        string folder,
        string workflow,
        Dictionary<string, string?> settings,
        Action<IServiceCollection> replace)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "kwala-bench-" + Path.GetRandomFileName()));
        var workflows = own.CreateSubdirectory("workflows");
        await File.WriteAllTextAsync(Path.Combine(workflows.FullName, "bench.yaml"), workflow);
        var all = new Dictionary<string, string?>(settings)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Kwala:Sqlite:Path"] = Path.Combine(own.FullName, "kwala.db"),
            ["Kwala:Workflows:Folder"] = workflows.FullName,
            ["Logging:LogLevel:Default"] = "Error",
        };
        var app = KwalaHost.Build(KwalaHost.Builder(null, all), replace);
        var deployment = new Deployment(app, own);
        try
        {
            await app.StartAsync();
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it with a chain on which nothing happens, and waits until the workflow is live there.</summary>
    public static async Task<Deployment> Quiet(string folder)
    {
        var feed = new SyntheticFeed(
            new SyntheticChain(1, 0, EventsPerBlock: 1, BlocksPerStep: 1, CrossingPercent: 0, Live: true),
            TimeProvider.System);
        var deployment = await Start(
            folder, BenchWorkflow.Yaml, [], services => services.AddSingleton<IChainFeeds>(feed));
        await feed.Began;
        return deployment;
    }

    /// <summary>
    /// Where the store lies unless an option says otherwise: the working folder, which is on a real disk.
    /// </summary>
    public static string FolderOf(Arguments arguments) => arguments.Text("folder") ?? Environment.CurrentDirectory;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
