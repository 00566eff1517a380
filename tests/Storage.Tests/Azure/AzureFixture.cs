using System.Globalization;
using Azure.Core;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Azure;
using Kwala.Storage.Tests.Conformance;
using Kwala.TestKit;
using Kwala.TestKit.Services;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Tests.Azure;

/// <summary>Azure Storage as a host registers it, in a container and a table of its own on Azurite.</summary>
public sealed class AzureFixture : IStorageFixture
{
    private static int _names;

    private ServiceProvider? _services;

    public FakeTime Time { get; } = new();

    public IGrainStorage Grains => Get<IServiceProvider>().GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains);

    public IReminderTable Reminders => Get<IReminderTable>();

    public IDueIndex Due => Get<IDueIndex>();

    public ISubscriberIndex Subscribers => Get<ISubscriberIndex>();

    public IHistory History => Get<IHistory>();

    public IValueLog Values => Get<IValueLog>();

    public IStateArchive Archive => Get<IStateArchive>();

    internal AzureOptions Options { get; } = new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"store{Interlocked.Increment(ref _names)}"),
    };

    internal AzureStore Store => Get<AzureStore>();

    /// <summary>What stands between the store and the account from the next opening on.</summary>
    internal Action<ClientOptions> Wire { get; set; } = _ => { };

    public async Task Start()
    {
        var missing = await NodeServices.MissingReason();
        Skip.IfNot(missing is null, missing);
        Options.ConnectionString = (await AzuriteServer.Shared).ConnectionString;
        Open();
    }

    public async Task Reopen()
    {
        await Close();
        Open();
    }

    public Task DropOldHistory() => Get<AzureRetention>().DropOld(default);

    // It is part of finality here.
    public Task MergeValues(ChainId chain, long block) => Values.Finalized(chain, block, default);

    public IStorageFixture Another() => new AzureFixture();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await Close();
    }

    private void Open()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(new AzureWire(Wire));
        foreach (var codec in Codecs.All)
            services.AddSingleton(codec);
        services.AddKwalaAzure(options =>
        {
            options.ConnectionString = Options.ConnectionString;
            options.Name = Options.Name;
            options.TimeLimit = Options.TimeLimit;
        });
        _services = services.BuildServiceProvider();
    }

    private async Task Close()
    {
        await _services!.DisposeAsync();
        _services = null;
    }

    private T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();
}
