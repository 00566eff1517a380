using System.Collections.Immutable;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>A write's rows of the due index, and the rows of its wallet that were there before it.</summary>
/// <param name="Own">The keys of the row that says when the wallet is due; empty where nothing is.</param>
/// <param name="Copying">
/// The keys of one that stands until the write's history was copied: it wakes the wallet where a crash comes between.
/// </param>
/// <param name="Older">The keys of the others.</param>
internal readonly record struct DueChange(
    ImmutableArray<string> Own, ImmutableArray<string> Copying, ImmutableArray<string> Older);

/// <summary>
/// Rows of the due index. Each write of a wallet enters one of its own before the wallet is saved, and the older ones
/// go after that: whatever happens in between, a wallet that is due stands in the index, at worst once too often.
/// </summary>
/// <remarks>
/// Each row has two keys, by time and by wallet. The one by time goes first: what nobody finds by its wallet any more
/// must not be woken for ever.
/// </remarks>
internal sealed class DueRows(AzureStore store, TimeProvider time)
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "due";

    // A save takes a fraction of a second; sooner it would be woken in vain.
    private static readonly TimeSpan CopiedWithin = TimeSpan.FromSeconds(30);

    /// <summary>Finds the rows of a wallet, and enters those of a write that is about to be saved.</summary>
    /// <exception cref="StorageException">Nothing may be saved: at most rows too many were entered.</exception>
    public async Task<DueChange> Enter(CommitRows rows, CancellationToken cancellationToken)
    {
        var wallet = rows.Wallet;
        var copied = time.GetUtcNow() + CopiedWithin;
        ImmutableArray<string> own = rows.DueAt is { } due ? Keys(wallet, due, store.NextName()) : [];
        // Who is due as early is woken anyway.
        ImmutableArray<string> copying = rows.History.IsEmpty || rows.DueAt <= copied
            ? []
            : Keys(wallet, copied, store.NextName());
        var entered = own.IsEmpty && copying.IsEmpty
            ? Task.CompletedTask
            : store.Table.Put(own.Concat(copying).Select(key => new TableEntity(Partition, key)), cancellationToken);
        // All that it finds is older than the save, whoever entered it: it belongs to what the save replaces, or to
        // a save that fails.
        var older = ImmutableArray.CreateBuilder<string>();
        var prefix = $"w,{AzureText.Of(wallet)}";
        await foreach (var row in store.Table.Range(
            Partition, prefix + AzureText.Separator, AzureText.Behind(prefix), cancellationToken: cancellationToken))
            if (!own.Contains(row.RowKey) && !copying.Contains(row.RowKey))
            {
                older.Add(ByTime(row.RowKey));
                older.Add(row.RowKey);
            }

        await entered;
        return new DueChange(own, copying, older.ToImmutable());
    }

    /// <summary>Removes rows, as far as that is possible now: what is left is removed with a later save.</summary>
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
            // The wallet is woken in vain, twice, and then saves.
        }
    }

    /// <summary>The keys of a row, the one by time first.</summary>
    public static ImmutableArray<string> Keys(Address wallet, DateTimeOffset at, string name)
    {
        var (who, when) = (AzureText.Of(wallet), AzureText.Rising(at.UtcTicks));
        return [$"t,{when},{who},{name}", $"w,{who},{when},{name}"];
    }

    /// <summary>Reads a key by time.</summary>
    public static DueEntry Read(string key)
    {
        var parts = key.Split(AzureText.Separator);
        return new DueEntry(
            Address.FromBytes(Convert.FromHexString(parts[2])),
            new DateTimeOffset(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero));
    }

    private static string ByTime(string byWallet)
    {
        var parts = byWallet.Split(AzureText.Separator);
        return $"t,{parts[2]},{parts[1]},{parts[3]}";
    }
}
