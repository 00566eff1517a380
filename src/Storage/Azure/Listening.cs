using System.Collections.Concurrent;
using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Does what a listener asks by its term. Every transaction of a chain puts the row of the term anew, in the place of
/// the version that was read: once a later one has begun, none of an earlier one comes through any more.
/// </summary>
internal sealed class Listening(AzureStore store)
{
    /// <summary>Rows that a transaction takes beside the term's.</summary>
    public const int RowsMax = AzureTable.TransactionMax - 1;

    private readonly ConcurrentDictionary<ChainId, TermRow> _known = new();
    private readonly ConcurrentDictionary<ChainId, bool> _named = new();

    /// <summary>From now on earlier terms are refused.</summary>
    /// <exception cref="StorageException">Nobody knows: it may be repeated.</exception>
    public async Task Begin(ChainTerm term, CancellationToken cancellationToken)
    {
        await Name(term.Chain, cancellationToken);
        TermRow begun;
        do
        {
            begun = await Look(term.Chain, cancellationToken);
            if (begun.Number >= term.Number)
                return;
        }
        while (await Rest(term, begun, [], cancellationToken) is not null);
    }

    /// <summary>
    /// Changes at most <see cref="RowsMax"/> rows of the chain, all or none. A row to be removed may be gone already.
    /// </summary>
    /// <exception cref="StorageException">
    /// Another listener has begun, and nothing was changed; or nobody knows: it may be repeated.
    /// </exception>
    public async Task Change(
        ChainTerm term, ImmutableArray<TableTransactionAction> changes, CancellationToken cancellationToken)
    {
        await Name(term.Chain, cancellationToken);
        for (ImmutableArray<TableTransactionAction>? left = changes; left is { } some;)
        {
            var begun = _known.TryGetValue(term.Chain, out var known)
                ? known
                : await Look(term.Chain, cancellationToken);
            Refuse(term, begun);
            left = await Rest(term, begun, some, cancellationToken);
        }
    }

    /// <summary>What was read before this call was read before any later term began.</summary>
    /// <exception cref="StorageException">One has begun, or nobody knows.</exception>
    public async Task Confirm(ChainTerm term, CancellationToken cancellationToken) =>
        Refuse(term, await Look(term.Chain, cancellationToken));

    /// <summary>
    /// Enters a chain among those that have rows: whoever asks for a wallet's values looks through all of them.
    /// </summary>
    /// <exception cref="StorageException">It may be repeated.</exception>
    public async Task Name(ChainId chain, CancellationToken cancellationToken)
    {
        if (_named.ContainsKey(chain))
            return;
        await store.Table.Put(
            [new TableEntity(ValueEntities.Chains, AzureText.Hex(chain.Value))], cancellationToken);
        _named[chain] = true;
    }

    // Null where they came through; else what is to be asked again, with the term as it is by then.
    private async Task<ImmutableArray<TableTransactionAction>?> Rest(
        ChainTerm term,
        TermRow begun,
        ImmutableArray<TableTransactionAction> changes,
        CancellationToken cancellationToken)
    {
        var number = Math.Max(begun.Number, term.Number);
        var row = new TableEntity(ValueEntities.Partition(term.Chain), ValueEntities.Term)
        {
            [ValueEntities.Number] = number,
        };
        var first = begun.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, version)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
        try
        {
            var versions = await store.Table.Change([first, .. changes], cancellationToken);
            _known[term.Chain] = new TermRow(number, versions[0]);
            return null;
        }
        catch (TableTransactionFailedException gone)
            when (gone is { Status: 404, FailedTransactionActionIndex: > 0 and var at } && at <= changes.Length)
        {
            return changes.RemoveAt(at - 1);
        }
        catch (RequestFailedException other)
            when (other.Status is 409 or 412 || (other.Status == 404 && begun.Version is not null))
        {
            // Also where this is the second attempt of a request whose first answer was lost.
            _known.TryRemove(term.Chain, out _);
            return changes;
        }
        catch (Exception failure) when (AzureFault.Is(failure))
        {
            _known.TryRemove(term.Chain, out _);
            throw AzureFault.OfRead(failure);
        }
    }

    private async Task<TermRow> Look(ChainId chain, CancellationToken cancellationToken)
    {
        var found = await store.Table.Find(
            ValueEntities.Partition(chain), ValueEntities.Term, cancellationToken);
        var row = found is null ? new TermRow(0, null) : new(found.GetInt64(ValueEntities.Number)!.Value, found.ETag);
        _known[chain] = row;
        return row;
    }

    private static void Refuse(ChainTerm term, TermRow begun)
    {
        if (begun.Number > term.Number)
            throw new StorageException(StorageFault.Overtaken, "Another listener follows the chain.");
    }

    private readonly record struct TermRow(long Number, ETag? Version);
}
