namespace Kwala.TestKit.Services;

/// <summary>Azurite's blobs and tables on loopback ports of their own, in memory, for one account with its key.</summary>
public sealed class AzuriteServer
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly Lazy<Task<AzuriteServer>> One = new(Start);

    // Whoever lets go of the process closes its standard input.
    private readonly NodeService _service;

    private AzuriteServer(NodeService service, string tablePort, string account, string key)
    {
        (_service, Account, Key) = (service, account, key);
        BlobEndpoint = $"http://127.0.0.1:{service.Port}/{account}";
        TableEndpoint = $"http://127.0.0.1:{tablePort}/{account}";
    }

    /// <summary>The one that all tests of this process share.</summary>
    public static Task<AzuriteServer> Shared => One.Value;

    /// <summary>The account's name.</summary>
    public string Account { get; }

    /// <summary>The account's key, made anew with each start.</summary>
    public string Key { get; }

    /// <summary>Where its blobs are.</summary>
    public string BlobEndpoint { get; }

    /// <summary>Where its tables are.</summary>
    public string TableEndpoint { get; }

    /// <summary>How to reach both, with the key.</summary>
    public string ConnectionString => $"DefaultEndpointsProtocol=http;{Endpoints};AccountName={Account};AccountKey={Key}";

    /// <summary>How to reach both, with a shared access signature.</summary>
    /// <param name="signature">Its query, without the question mark.</param>
    public string WithSignature(string signature) => $"{Endpoints};SharedAccessSignature={signature}";

    private string Endpoints => $"BlobEndpoint={BlobEndpoint};TableEndpoint={TableEndpoint}";

    private static async Task<AzuriteServer> Start()
    {
        var service = await NodeService.Start("azurite.js");
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        return new AzuriteServer(
            service,
            await service.NextLine("table ", limit.Token),
            await service.NextLine("account ", limit.Token),
            await service.NextLine("key ", limit.Token));
    }
}
