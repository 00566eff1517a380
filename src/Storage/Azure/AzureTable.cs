using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// The one table: rows by partition and key. What shares a partition can be changed in one transaction of at most
/// <see cref="TransactionMax"/> rows.
/// </summary>
internal sealed class AzureTable(TableClient client)
{
    /// <summary>The most rows of a transaction.</summary>
    public const int TransactionMax = 100;

    /// <summary>Makes the table where there is none.</summary>
    public async Task Make(CancellationToken cancellationToken) =>
        await client.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>A row; null where there is none.</summary>
    /// <exception cref="StorageException">It cannot be told.</exception>
    public async Task<TableEntity?> Find(string partition, string key, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetEntityIfExistsAsync<TableEntity>(
                partition, key, cancellationToken: cancellationToken);
            return found.HasValue ? found.Value : null;
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    /// <summary>Rows of a partition in the order of their keys, from one key on and before another.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first key.</param>
    /// <param name="before">The key behind the last one.</param>
    /// <param name="filter">What else must be so; null for all.</param>
    /// <param name="page">How many are asked for at once: 1 to 1000.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async IAsyncEnumerable<TableEntity> Range(
        string partition,
        string from,
        string before,
        string? filter = null,
        int page = 1000,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var keys = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {before}");
        await using var rows = client
            .QueryAsync<TableEntity>(filter is null ? keys : $"{keys} and {filter}", page, null, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await Next(rows))
            yield return rows.Current;
    }

    /// <summary>Every row of the table.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    public async IAsyncEnumerable<TableEntity> All(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rows = client
            .QueryAsync<TableEntity>((string?)null, null, ["PartitionKey", "RowKey"], cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await Next(rows))
            yield return rows.Current;
    }

    /// <summary>
    /// Changes rows of one partition, all or none. The service's own answer tells which of them it refused.
    /// </summary>
    /// <exception cref="TableTransactionFailedException">One was refused; nothing was changed.</exception>
    public async Task<ImmutableArray<ETag?>> Change(
        IEnumerable<TableTransactionAction> changes, CancellationToken cancellationToken)
    {
        var answer = await client.SubmitTransactionAsync(changes, cancellationToken);
        return [.. answer.Value.Select(response => response.Headers.ETag)];
    }

    /// <summary>Puts rows of one partition, in the place of those that have their keys; all or none.</summary>
    /// <exception cref="StorageException">They were not put, or nobody knows: it may be repeated.</exception>
    public async Task Put(IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        try
        {
            await Change(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                cancellationToken);
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    /// <summary>Removes rows of one partition, in this order; those that are gone already do not matter.</summary>
    /// <exception cref="StorageException">Some may be left: it may be repeated.</exception>
    public async Task Remove(string partition, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var some in keys.Chunk(TransactionMax))
            try
            {
                await Change(
                    some.Select(key => new TableTransactionAction(
                        TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)),
                    cancellationToken);
            }
            catch (RequestFailedException gone) when (gone.Status == 404)
            {
                foreach (var key in some)
                    await RemoveOne(partition, key, cancellationToken);
            }
            catch (Exception failure) when (AzureFault.Is(failure))
            {
                throw AzureFault.OfRead(failure);
            }
    }

    /// <summary>Removes a row if it is still of this version. False where it is not.</summary>
    /// <exception cref="StorageException">Nobody knows.</exception>
    public async Task<bool> RemoveVersion(
        string partition, string key, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.DeleteEntityAsync(partition, key, version, cancellationToken);
            return answer.Status != 404;
        }
        catch (RequestFailedException failure) when (failure.Status is 404 or 412)
        {
            return false;
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfWrite(failure);
        }
    }

    private async Task RemoveOne(string partition, string key, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteEntityAsync(partition, key, ETag.All, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Somebody else was quicker.
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }

    private static async Task<bool> Next(IAsyncEnumerator<TableEntity> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            throw AzureFault.OfRead(failure);
        }
    }
}
