using System.Collections.Immutable;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Rows of the subscriber index. As with the due index, each write of a wallet that says where it stands enters rows of
/// its own before the wallet is saved, and the older ones go after that: whatever happens in between, a wallet that is
/// to be told stands in the index, at worst too often. A row has two keys, by entry and by wallet.
/// </summary>
internal sealed class SubscriberKeys(AzureStore store)
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "subscriber";

    // A row takes two of a transaction's.
    private const int RowsAtOnce = AzureTable.TransactionMax / 2;

    /// <summary>What a write changes: the keys that it entered and those that were there before.</summary>
    public readonly record struct Change(ImmutableArray<string> Own, ImmutableArray<string> Older)
    {
        /// <summary>Of a write that says nothing of the index.</summary>
        public static Change None { get; } = new([], []);
    }

    /// <summary>Finds the rows of a wallet, and enters those of a write that is about to be saved.</summary>
    /// <exception cref="StorageException">Nothing may be saved: at most rows too many were entered.</exception>
    public async Task<Change> Enter(CommitRows? rows, CancellationToken cancellationToken)
    {
        if (rows?.Index.ToImmutableArray() is not [_, ..] parts)
            return Change.None;
        var name = store.NextName();
        var own = parts.SelectMany(part => part.Entries)
            .SelectMany(entry => Keys(new SubscriberRow(entry, rows.Wallet), name)).ToImmutableArray();
        var older = ImmutableArray.CreateBuilder<string>();
        var prefix = $"w,{AzureText.Of(rows.Wallet)}";
        await foreach (var row in store.Table.Range(
            Partition, prefix + AzureText.Separator, AzureText.Behind(prefix), cancellationToken: cancellationToken))
            if (ByEntry(row.RowKey) is var byEntry && parts.Any(part => part.Has(Read(byEntry).Entry)))
                older.AddRange(byEntry, row.RowKey);
        foreach (var some in own.Chunk(2 * RowsAtOnce))
            await store.Table.Put(some.Select(key => new TableEntity(Partition, key)), cancellationToken);
        return new Change(own, older.ToImmutable());
    }

    /// <summary>Removes rows, as far as that is possible now: what is left goes with a later write.</summary>
    public async Task Forget(ImmutableArray<string> keys)
    {
        if (keys.IsEmpty)
            return;
        try
        {
            await store.Table.Remove(Partition, keys, CancellationToken.None);
        }
        catch (StorageException)
        {
            // The wallet is told of what it does not want to know, and decides so.
        }
    }

    /// <summary>The keys of a row, the one by entry first.</summary>
    public static ImmutableArray<string> Keys(SubscriberRow row, string name) =>
        [$"e,{row.Entry},{AzureText.Of(row.Wallet)},{name}", $"w,{AzureText.Of(row.Wallet)},{name},{row.Entry}"];

    /// <summary>Reads a key by entry.</summary>
    public static SubscriberRow Read(string key)
    {
        var parts = key.Split(AzureText.Separator);
        return new SubscriberRow(
            string.Join(AzureText.Separator, parts[1..^2]), Address.FromBytes(Convert.FromHexString(parts[^2])));
    }

    private static string ByEntry(string byWallet)
    {
        var parts = byWallet.Split(AzureText.Separator, 4);
        return $"e,{parts[3]},{parts[1]},{parts[2]}";
    }
}
