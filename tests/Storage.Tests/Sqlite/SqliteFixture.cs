using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite;
using Kwala.Storage.Sqlite.Values;
using Kwala.Storage.Tests.Conformance;
using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Tests.Sqlite;

/// <summary>SQLite as a host registers it, on a file of its own.</summary>
public sealed class SqliteFixture : IStorageFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-sqlite-");
    private ServiceProvider? _services;

    public FakeTime Time { get; } = new();

    public IGrainStorage Grains => Get<IServiceProvider>().GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains);

    public IReminderTable Reminders => Get<IReminderTable>();

    public IDueIndex Due => Get<IDueIndex>();

    public ISubscriberIndex Subscribers => Get<ISubscriberIndex>();

    public IHistory History => Get<IHistory>();

    public IValueLog Values => Get<IValueLog>();

    public IStateArchive Archive => Get<IStateArchive>();

    internal string Path => System.IO.Path.Combine(_folder.FullName, "kwala.db");

    internal SqliteStore Store => Get<SqliteStore>();

    internal Housekeeping Housekeeping => Get<IEnumerable<IHostedService>>().OfType<Housekeeping>().Single();

    internal Action<SqliteOptions> Configure { get; init; } = _ => { };

    public Task Start()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        foreach (var codec in Codecs.All)
            services.AddSingleton(codec);
        services.AddKwalaSqlite(options =>
        {
            options.Path = Path;
            options.Synchronous = SqliteSynchronous.Normal;
            Configure(options);
        });
        _services = services.BuildServiceProvider();
        return Task.CompletedTask;
    }

    public async Task Reopen()
    {
        await Close();
        await Start();
    }

    public async Task Close()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _services = null;
    }

    public Task DropOldHistory() => Get<HistoryRetention>().DropOld(default);

    public Task MergeValues(ChainId chain, long block) => ((SqliteValueLog)Values).Merge(chain, block);

    public IStorageFixture Another() => new SqliteFixture();

    public async ValueTask DisposeAsync()
    {
        await Close();
        _folder.Delete(recursive: true);
    }

    private T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();
}
