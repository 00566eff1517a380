using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>
/// One page of wallets with values, from the merged rows and from the batches: in ascending order, so that the address
/// of the last one is all that a reader has to remember, whatever is merged or moved to another store meanwhile.
/// </summary>
internal sealed class Holders(HolderQuery query)
{
    private readonly SortedSet<Address> _found = [];
    private readonly HashSet<string> _workflows = [.. query.Workflows.Select(it => it.Value)];

    /// <summary>Reads the page: from every batch that is not merged yet, skipping from wallet to wallet.</summary>
    public ImmutableArray<Address> Read(SqliteDatabase database)
    {
        if (query.FromBlock <= MergedUpTo(database))
            ReadMerged(database);
        using var batches = database
            .Prepare("SELECT body FROM value_batch WHERE chain = ?1 AND last_block >= ?2")
            .Bind(1, query.Chain.Value).Bind(2, query.FromBlock);
        while (batches.Step())
            ReadBatch(batches.Bytes(0));
        return [.. _found];
    }

    private long MergedUpTo(SqliteDatabase database)
    {
        using var final = database.Prepare("SELECT block FROM value_final WHERE chain = ?1").Bind(1, query.Chain.Value);
        return final.Step() ? final.Int64(0) : -1;
    }

    private void ReadMerged(SqliteDatabase database)
    {
        using var rows = database.Prepare(
                $"SELECT wallet, workflow, block FROM value_last WHERE chain = ?1"
                + $"{(query.After is null ? "" : " AND wallet > ?2")} ORDER BY wallet")
            .Bind(1, query.Chain.Value);
        if (query.After is { } after)
            rows.Bind(2, after);
        while (_found.Count < query.Limit && rows.Step())
            if (rows.Int64(2) >= query.FromBlock && _workflows.Contains(rows.Text(1)))
                _found.Add(rows.Address(0));
    }

    private void ReadBatch(ReadOnlySpan<byte> body)
    {
        var groups = new ByteCursor(body);
        var head = ValueBatchHead.Read(ref groups);
        if (!head.HasAny(_workflows))
            return;
        while (!groups.AtEnd)
        {
            var wallet = Address.FromBytes(groups.Take(Address.Size));
            var rows = groups.Take(groups.Count());
            if (query.After is { } after && wallet <= after)
                continue;
            // Groups ascend: whoever comes after this one belongs on a later page.
            if (_found.Count >= query.Limit && wallet > _found.Max)
                return;
            if (!Fits(rows, head))
                continue;
            _found.Add(wallet);
            if (_found.Count > query.Limit)
                _found.Remove(_found.Max);
        }
    }

    private bool Fits(ReadOnlySpan<byte> group, ValueBatchHead head)
    {
        var row = new ByteCursor(group);
        while (!row.AtEnd)
        {
            var block = head.Block(row.Count()).Block.Number;
            row.Number();
            var workflow = head.Name(row.Count());
            row.Number();
            row.Take(row.Count());
            if (block >= query.FromBlock && _workflows.Contains(workflow))
                return true;
        }

        return false;
    }
}
