using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>A state as it lies in its blob, and the blob's version.</summary>
internal readonly record struct FoundState(StoredState State, ETag Etag);

/// <summary>The container: one blob for each state.</summary>
internal sealed partial class AzureBlobs(BlobContainerClient client)
{
    private const int ReadableMax = 80;

    /// <summary>Makes the container where there is none.</summary>
    public async Task Make(CancellationToken cancellationToken) =>
        await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>A state; null where there is no blob.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task<FoundState?> Find(StateName name, CancellationToken cancellationToken) =>
        await Find(BlobName(name), cancellationToken);

    /// <summary>Every state, one after the other.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async IAsyncEnumerable<FoundState> All(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in Names(cancellationToken))
            if (await Find(name, cancellationToken) is { } found)
                yield return found;
    }

    /// <summary>The names of all blobs.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async IAsyncEnumerable<string> Names(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var blobs = client.GetBlobsAsync(cancellationToken: cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await Next(blobs))
            yield return blobs.Current.Name;
    }

    /// <summary>
    /// Puts a state in the place of one version, or where there is none for null. Null where another one is there.
    /// </summary>
    /// <exception cref="StorageException">It was not put, or nobody knows.</exception>
    public async Task<ETag?> Put(StoredState state, ETag? before)
    {
        var condition = before is { } version
            ? new BlobRequestConditions { IfMatch = version }
            : new BlobRequestConditions { IfNoneMatch = ETag.All };
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            // Nobody may walk away from the answer: it tells what happened.
            var put = await client.GetBlobClient(BlobName(state.Name)).UploadAsync(
                state.ToBytes(), new BlobUploadOptions { Conditions = condition }, CancellationToken.None);
            StorageInstruments.Commits.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            StorageInstruments.Transaction(committed: true);
            return put.Value.ETag;
        }
        catch (RequestFailedException other) when (IsOtherVersion(other))
        {
            return null;
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            StorageInstruments.Transaction(committed: false);
            throw AzureFault.OfWrite(failure);
        }
    }

    /// <summary>Removes a blob, whatever it is.</summary>
    /// <exception cref="StorageException">It may be left.</exception>
    public async Task Remove(string blob, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteBlobIfExistsAsync(
                blob, DeleteSnapshotsOption.IncludeSnapshots, conditions: null, cancellationToken);
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    private async Task<FoundState?> Find(string blob, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetBlobClient(blob).DownloadContentAsync(cancellationToken);
            return new FoundState(StoredState.Read(found.Value.Content, blob), found.Value.Details.ETag);
        }
        catch (RequestFailedException none) when (none.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    // For people who look for a wallet; what tells states apart is the hash.
    private static string BlobName(StateName name) =>
        $"{Readable(name.Type)}/{Readable(name.Key)}/{AzureText.Hash(name.Type, name.Key, name.Name)}";

    private static string Readable(string text)
    {
        var readable = Unreadable().Replace(text, "-");
        return readable.Length <= ReadableMax ? readable : readable[..ReadableMax];
    }

    private static bool IsOtherVersion(RequestFailedException failure) =>
        failure.Status == 412 || failure.ErrorCode == BlobErrorCode.BlobAlreadyExists
        || (failure.Status == 404 && failure.ErrorCode == BlobErrorCode.BlobNotFound);

    private static async Task<bool> Next(IAsyncEnumerator<BlobItem> blobs)
    {
        try
        {
            return await blobs.MoveNextAsync();
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    [GeneratedRegex("[^0-9A-Za-z_-]")]
    private static partial Regex Unreadable();
}
