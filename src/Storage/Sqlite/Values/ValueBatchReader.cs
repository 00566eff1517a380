using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>Reads the body of a <see cref="ValueBatch"/>, one wallet after the other.</summary>
/// <exception cref="FormatException">From every method: the body is damaged.</exception>
internal sealed class ValueBatchReader
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ValueBatchHead _head;
    private int _at;

    /// <summary>Reads the head.</summary>
    public ValueBatchReader(ReadOnlyMemory<byte> body)
    {
        var cursor = new ByteCursor(body.Span);
        _head = ValueBatchHead.Read(ref cursor);
        (_body, _at) = (body, cursor.At);
    }

    /// <summary>All rows of a body.</summary>
    public static List<ValueRow> All(ReadOnlySpan<byte> body)
    {
        var rows = new List<ValueRow>();
        var cursor = new ByteCursor(body);
        var head = ValueBatchHead.Read(ref cursor);
        while (!cursor.AtEnd)
            ReadGroup(Owner(ref cursor), cursor.Take(cursor.Count()), head, rows);
        return rows;
    }

    /// <summary>Adds the rows of one wallet to a list.</summary>
    public static void Of(ReadOnlySpan<byte> body, Address wallet, List<ValueRow> into)
    {
        var groups = new ByteCursor(body);
        ValueBatchHead.Skip(ref groups);
        while (!groups.AtEnd)
        {
            var owner = Owner(ref groups);
            var group = groups.Take(groups.Count());
            if (owner != wallet)
                continue;
            var head = new ByteCursor(body);
            ReadGroup(owner, group, ValueBatchHead.Read(ref head), into);
            return;
        }
    }

    /// <summary>The wallets of a body, in ascending order.</summary>
    public static List<Address> Wallets(ReadOnlySpan<byte> body)
    {
        var wallets = new List<Address>();
        var cursor = new ByteCursor(body);
        ValueBatchHead.Skip(ref cursor);
        while (!cursor.AtEnd)
        {
            wallets.Add(Owner(ref cursor));
            cursor.Take(cursor.Count());
        }

        return wallets;
    }

    /// <summary>Adds the rows of the next wallet to a list.</summary>
    public void Next(List<ValueRow> into)
    {
        var cursor = new ByteCursor(_body.Span[_at..]);
        ReadGroup(Owner(ref cursor), cursor.Take(cursor.Count()), _head, into);
        _at += cursor.At;
    }

    private static Address Owner(ref ByteCursor cursor) => Address.FromBytes(cursor.Take(Address.Size));

    private static void ReadGroup(Address wallet, ReadOnlySpan<byte> group, ValueBatchHead head, List<ValueRow> into)
    {
        var row = new ByteCursor(group);
        while (!row.AtEnd)
        {
            var (block, time) = head.Block(row.Count());
            var logIndex = row.Count();
            var workflow = new WorkflowId(head.Name(row.Count()));
            var subject = new SubjectKey(head.Name(row.Count()));
            var value = RationalFormat.Read(row.Take(row.Count()));
            into.Add(new ValueRow(
                wallet, workflow, subject, value, new LogPosition(block.Number, logIndex), block.Hash, time));
        }
    }
}
