using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Storage;

/// <summary>A wallet that has something to do.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="At">Since when.</param>
public readonly record struct DueEntry(Address Wallet, DateTimeOffset At);

/// <summary>
/// Who has something due, by time (decision 7). Written with the wallet's state (<see cref="CommitRows.DueAt"/>). It
/// may
/// name a wallet with nothing due; it never misses one.
/// </summary>
public interface IDueIndex
{
    /// <summary>The wallets of a shard that are due, the longest due first.</summary>
    /// <param name="shard">
    /// 0 to <paramref name="shards"/> - 1; a wallet's shard is its last byte modulo the number.
    /// </param>
    /// <param name="shards">How many shards share the index: 1 to 256.</param>
    /// <param name="until">Due at or before this instant.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken);
}
