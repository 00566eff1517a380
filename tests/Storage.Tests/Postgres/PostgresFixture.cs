using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Postgres;
using Kwala.Storage.Tests.Conformance;
using Kwala.TestKit;
using Kwala.TestKit.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Tests.Postgres;

/// <summary>PostgreSQL as a host registers it, in a schema of its own on a real server.</summary>
public sealed class PostgresFixture : IStorageFixture
{
    private static int _schemas;

    private readonly string _schema = string.Create(
        CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _schemas)}");

    private ServiceProvider? _services;

    public FakeTime Time { get; } = new();

    public IGrainStorage Grains => Get<IServiceProvider>().GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains);

    public IReminderTable Reminders => Get<IReminderTable>();

    public IDueIndex Due => Get<IDueIndex>();

    public ISubscriberIndex Subscribers => Get<ISubscriberIndex>();

    public IHistory History => Get<IHistory>();

    public IValueLog Values => Get<IValueLog>();

    public IStateArchive Archive => Get<IStateArchive>();

    internal PostgresOptions Options { get; } = new();

    internal PostgresStore Store => Get<PostgresStore>();

    public async Task Start()
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        var server = await PostgresServer.Shared;
        Options.ConnectionString = $"{server.ConnectionString};Search Path={_schema};Maximum Pool Size=20;Application Name={_schema}";
        await Admin($"CREATE SCHEMA IF NOT EXISTS {_schema}");
        await PostgresRegistration.Migrate(Options, default);
        Open();
    }

    public async Task Reopen()
    {
        await Close();
        Open();
    }

    public Task DropOldHistory() => Get<PostgresRetention>().DropOld(default);

    // It is part of finality here.
    public Task MergeValues(ChainId chain, long block) => Values.Finalized(chain, block, default);

    public IStorageFixture Another() => new PostgresFixture();

    public async ValueTask DisposeAsync()
    {
        if (_services is null)
            return;
        await Close();
        await Admin($"DROP SCHEMA {_schema} CASCADE");
    }

    internal async Task Admin(string sql)
    {
        await using var connection = new NpgsqlConnection(Options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private void Open()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        foreach (var codec in Codecs.All)
            services.AddSingleton(codec);
        services.AddKwalaPostgres(options => options.ConnectionString = Options.ConnectionString);
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
