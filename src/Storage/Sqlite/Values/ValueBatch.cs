using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>
/// Up to 1,024 value rows as one blob, about 40 bytes each. Names and blocks stand once at its head; rows are grouped
/// by wallet in ascending order, so that a reader skips the groups of others.
/// </summary>
/// <param name="FirstBlock">The lowest block of its rows.</param>
/// <param name="LastBlock">The highest block of its rows.</param>
/// <param name="Rows">How many.</param>
/// <param name="Wallets">Whose, distinct.</param>
/// <param name="Body">The rows.</param>
internal sealed record ValueBatch(long FirstBlock, long LastBlock, int Rows, Address[] Wallets, byte[] Body)
{
    /// <summary>Rows per batch, but for one wallet with more of them.</summary>
    public const int RowsMax = 1024;

    // Of a row with its share of the head, a little more than usual.
    private const int RowBytes = 48;

    /// <summary>Cuts rows into batches; a wallet's rows stay together, in chain order.</summary>
    public static List<ValueBatch> Cut(IReadOnlyCollection<ValueRow> rows)
    {
        if (rows.Count == 0)
            return [];
        var ordered = rows.ToArray();
        Array.Sort(ordered, static (a, b) =>
        {
            var byWallet = a.Wallet.CompareTo(b.Wallet);
            return byWallet != 0 ? byWallet : a.Position.CompareTo(b.Position);
        });
        var batches = new List<ValueBatch>((ordered.Length / RowsMax) + 1);
        var (body, group) = (new ByteWriter(Math.Min(ordered.Length, RowsMax) * RowBytes), new ByteWriter(RowBytes));
        for (var start = 0; start < ordered.Length;)
        {
            var end = Math.Min(start + RowsMax, ordered.Length);
            while (end < ordered.Length && ordered[end].Wallet == ordered[end - 1].Wallet)
                end++;
            body.Clear();
            batches.Add(Encode(ordered.AsSpan(start, end - start), body, group));
            start = end;
        }

        return batches;
    }

    private static ValueBatch Encode(ReadOnlySpan<ValueRow> rows, ByteWriter writer, ByteWriter group)
    {
        var head = ValueBatchHead.Of(rows);
        head.Write(writer);
        var wallets = new List<Address>(rows.Length);
        Span<byte> owner = stackalloc byte[Address.Size];
        for (var start = 0; start < rows.Length;)
        {
            var wallet = rows[start].Wallet;
            group.Clear();
            for (; start < rows.Length && rows[start].Wallet == wallet; start++)
                WriteRow(group, rows[start], head);
            wallet.CopyTo(owner);
            writer.Bytes(owner);
            writer.Number(group.Length);
            writer.Bytes(group.Written);
            wallets.Add(wallet);
        }

        return new ValueBatch(head.FirstBlock, head.LastBlock, rows.Length, [.. wallets], writer.Written.ToArray());
    }

    private static void WriteRow(ByteWriter writer, ValueRow row, ValueBatchHead head)
    {
        writer.Number(head.IndexOf(row.Position.Block, row.Block));
        writer.Number(row.Position.LogIndex);
        writer.Number(head.IndexOf(row.Workflow.Value));
        writer.Number(head.IndexOf(row.Subject.Value));
        Span<byte> value = stackalloc byte[RationalFormat.LengthMax];
        var length = RationalFormat.Write(row.Value, value);
        writer.Number(length);
        writer.Bytes(value[..length]);
    }
}
