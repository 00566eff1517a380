using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>What stands between this process and the account, for whoever tests how it fails.</summary>
/// <param name="Shape">Changes how the clients send.</param>
internal sealed record AzureWire(Action<ClientOptions> Shape);

/// <summary>An open account: the container, the table, and names that nobody gave before.</summary>
internal sealed class AzureStore
{
    private const int Attempts = 4;

    // Rows of two processes are told apart by the last digits of their ids.
    private const int IdStep = 1000;

    private readonly string _opening = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly int _idDigits = RandomNumberGenerator.GetInt32(IdStep);
    private long _lastName;
    private long _lastId;

    private AzureStore(AzureOptions options, AzureWire? wire)
    {
        Options = options;
        var connection = AzureOptionsValidator.Read(options, out _);
        Blobs = new AzureBlobs(new BlobContainerClient(
            connection, options.Name, Shaped(new BlobClientOptions(), options, wire)));
        Table = new AzureTable(new TableClient(
            connection, options.Name, Shaped(new TableClientOptions(), options, wire)));
    }

    /// <summary>As it was opened.</summary>
    public AzureOptions Options { get; }

    /// <summary>Where states are.</summary>
    public AzureBlobs Blobs { get; }

    /// <summary>Where everything else is.</summary>
    public AzureTable Table { get; }

    /// <summary>Opens the account; container and table are made where they are missing.</summary>
    /// <exception cref="StorageException">It cannot be reached, or refuses.</exception>
    public static async Task<AzureStore> Open(
        AzureOptions options, AzureWire? wire, CancellationToken cancellationToken)
    {
        var store = new AzureStore(options, wire);
        try
        {
            await store.Blobs.Make(cancellationToken);
            await store.Table.Make(cancellationToken);
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }

        await AzureArchive.EndBrokenImport(store, cancellationToken);
        return store;
    }

    /// <summary>A name that no write and no row ever had.</summary>
    public string NextName() => $"{_opening}{Interlocked.Increment(ref _lastName):x8}";

    /// <summary>
    /// A number above all that this process gave, and, as far as clocks agree, above those that others gave.
    /// </summary>
    public long NextId()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastId);
            var now = TimeProvider.System.GetUtcNow().Ticks / IdStep * IdStep;
            var next = Math.Max(last + IdStep, now + _idDigits);
            if (Interlocked.CompareExchange(ref _lastId, next, last) == last)
                return next;
        }
    }

    /// <summary>The chains that have rows.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async Task<ImmutableArray<ChainId>> Chains(CancellationToken cancellationToken)
    {
        var chains = ImmutableArray.CreateBuilder<ChainId>();
        await foreach (var row in Table.Range(ValueEntities.Chains, "", "x", cancellationToken: cancellationToken))
            chains.Add(new ChainId(Encoding.UTF8.GetString(Convert.FromHexString(row.RowKey))));
        return chains.ToImmutable();
    }

    private static T Shaped<T>(T client, AzureOptions options, AzureWire? wire)
        where T : ClientOptions
    {
        client.Retry.MaxRetries = Attempts - 1;
        client.Retry.NetworkTimeout = options.TimeLimit;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        wire?.Shape(client);
        return client;
    }
}
