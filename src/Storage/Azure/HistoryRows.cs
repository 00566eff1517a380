using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Writes history. A row whose key is there already is left as it is. Rows that came with a state are copied from its
/// blob with a mark of the write that brought them, in one transaction: they are copied once, also where they were
/// removed since.
/// </summary>
internal sealed class HistoryRows(AzureStore store)
{
    private const int RowsOfOne = 3;
    private const int BytesMax = 2 * 1024 * 1024;
    private const string Copied = "Copied";
    private const string Write = "Write";

    /// <summary>Appends rows.</summary>
    /// <exception cref="StorageException">Some may be left: it may be repeated.</exception>
    public async Task Append(IEnumerable<HistoryRow> rows, CancellationToken cancellationToken)
    {
        foreach (var some in Parts(rows))
            await Append(some, mark: null, cancellationToken);
    }

    /// <summary>Copies the rows that came with a state, if that was not done yet.</summary>
    /// <exception cref="StorageException">Some may be left: it may be repeated.</exception>
    public async Task Copy(StoredState state, bool isNew, CancellationToken cancellationToken)
    {
        if (state.History.IsEmpty)
            return;
        var key = "m," + AzureText.Hash(state.Name.Type, state.Name.Key, state.Name.Name);
        var done = isNew ? 0 : await Done(key, state.Write, cancellationToken);
        foreach (var some in Parts(state.History.Skip(done)))
        {
            done += some.Length;
            var mark = new TableEntity(HistoryEntities.Partition, key) { [Write] = state.Write, [Copied] = done };
            await Append(some, mark, cancellationToken);
        }
    }

    private async Task<int> Done(string key, string write, CancellationToken cancellationToken) =>
        await store.Table.Find(HistoryEntities.Partition, key, cancellationToken) is { } mark
        && mark.GetString(Write) == write
            ? mark.GetInt32(Copied) ?? 0
            : 0;

    private async Task Append(
        ImmutableArray<HistoryRow> rows, TableEntity? mark, CancellationToken cancellationToken)
    {
        var left = rows
            .DistinctBy(row => HistoryEntities.KeyOf(row.Wallet, row.Topic, row.Key))
            .ToList();
        while (left.Count > 0 || mark is not null)
            try
            {
                var changes = left
                    .SelectMany(row => HistoryEntities.Of(row, store.NextId()))
                    .Select(entity => new TableTransactionAction(TableTransactionActionType.Add, entity));
                if (mark is not null)
                    changes = changes.Append(new(TableTransactionActionType.UpsertReplace, mark));
                await store.Table.Change(changes, cancellationToken);
                StorageInstruments.Rows("history", left.Count);
                return;
            }
            catch (RequestFailedException there) when (there.Status == 409 && left.Count > 0)
            {
                // Where none is found, two ids met: the next ones are others.
                var known = await Task.WhenAll(left.Select(row => IsThere(row, cancellationToken)));
                left = [.. left.Where((_, at) => !known[at])];
            }
            catch (Exception failure) when (AzureFault.Is(failure))
            {
                throw AzureFault.OfRead(failure);
            }
    }

    private async Task<bool> IsThere(HistoryRow row, CancellationToken cancellationToken) =>
        await store.Table.Find(
            HistoryEntities.Partition,
            HistoryEntities.KeyOf(row.Wallet, row.Topic, row.Key),
            cancellationToken) is not null;

    // As many rows as one transaction takes, with a mark.
    private static IEnumerable<ImmutableArray<HistoryRow>> Parts(IEnumerable<HistoryRow> rows)
    {
        var (part, bytes) = (ImmutableArray.CreateBuilder<HistoryRow>(), 0);
        foreach (var row in rows)
        {
            var more = 3 * (row.Body.Length + row.Kind.Length + row.Outcome.Length + row.Key.Length);
            if (part.Count > 0
                && (bytes + more > BytesMax || ((part.Count + 1) * RowsOfOne) + 1 > AzureTable.TransactionMax))
            {
                yield return part.DrainToImmutable();
                bytes = 0;
            }

            part.Add(row);
            bytes += more;
        }

        if (part.Count > 0)
            yield return part.DrainToImmutable();
    }
}
