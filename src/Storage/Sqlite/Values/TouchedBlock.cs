using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>The wallets of one block, as one row: their addresses one after the other.</summary>
internal readonly record struct TouchedBlock(BlockRef Block, byte[] Wallets)
{
    /// <summary>One per block, wallets distinct.</summary>
    public static List<TouchedBlock> Group(ImmutableArray<TouchedWallet> touched) =>
    [
        .. touched.GroupBy(entry => entry.Block)
            .Select(block => new TouchedBlock(block.Key, Join(block.Select(entry => entry.Wallet).Distinct().Order()))),
    ];

    /// <summary>Appends them. A repetition is another row, and the distinct wallets stay the same.</summary>
    public static void Insert(SqliteDatabase database, ChainId chain, List<TouchedBlock> blocks)
    {
        foreach (var (block, wallets) in blocks)
            database.Prepare(
                    """
                    INSERT INTO touched (chain, block, hash, wallets) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
                        SELECT 1 FROM touched WHERE chain = ?1 AND block = ?2 AND hash = ?3 AND wallets = ?4)
                    """)
                .Bind(1, chain.Value).Bind(2, block.Number).Bind(3, block.Hash).Bind(4, wallets).Run();
    }

    /// <summary>The distinct wallets of some blocks.</summary>
    public static ImmutableArray<Address> WalletsOf(
        SqliteDatabase database, ChainId chain, ImmutableArray<BlockRef> blocks)
    {
        var found = new SortedSet<Address>();
        foreach (var block in blocks)
        {
            using var rows = database
                .Prepare("SELECT wallets FROM touched WHERE chain = ?1 AND block = ?2 AND hash = ?3")
                .Bind(1, chain.Value).Bind(2, block.Number).Bind(3, block.Hash);
            while (rows.Step())
                found.UnionWith(Split(rows.Bytes(0)));
        }

        return [.. found];
    }

    /// <summary>The distinct blocks from a number on, oldest first.</summary>
    public static ImmutableArray<BlockRef> From(SqliteDatabase database, ChainId chain, long block)
    {
        using var rows = database
            .Prepare("SELECT DISTINCT block, hash FROM touched WHERE chain = ?1 AND block >= ?2 ORDER BY block, hash")
            .Bind(1, chain.Value).Bind(2, block);
        var found = ImmutableArray.CreateBuilder<BlockRef>();
        while (rows.Step())
            found.Add(new BlockRef(rows.Int64(0), rows.Hash(1)));
        return found.ToImmutable();
    }

    /// <summary>The addresses in a row.</summary>
    public static List<Address> Split(ReadOnlySpan<byte> wallets)
    {
        var addresses = new List<Address>(wallets.Length / Address.Size);
        for (var rest = wallets; rest.Length >= Address.Size; rest = rest[Address.Size..])
            addresses.Add(Address.FromBytes(rest[..Address.Size]));
        return addresses;
    }

    private static byte[] Join(IEnumerable<Address> wallets)
    {
        var writer = new ByteWriter(1024);
        foreach (var wallet in wallets)
        {
            wallet.CopyTo(writer.Span(Address.Size));
            writer.Advance(Address.Size);
        }

        return writer.Written.ToArray();
    }
}
