namespace Kwala.Grains;

/// <summary>How grains share the work of a silo. The defaults fit two cores.</summary>
public sealed class GrainsOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Grains";

    /// <summary>
    /// How many shards the wallets are in, 1 to 256. The wallets of a shard are on one silo, beside the grains that
    /// tell them what a chain did and wake them when something is due; each costs a query of the due index per
    /// <see cref="DueInterval"/>. Several for each silo spread the work evenly. All silos must have the same number.
    /// </summary>
    public int Shards { get; set; } = 16;

    /// <summary>How often the due index is asked, and so the most that a retry is late. 100 ms to 1 minute.</summary>
    public TimeSpan DueInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many wallets of a shard are called at a time, 1 to 4096. More fill group commits better; the calls in the
    /// mailboxes of a slow store take memory.
    /// </summary>
    public int WalletsAtOnce { get; set; } = 64;

    /// <summary>
    /// About how many wallets whose positions one price moved are read and told before the next ones, 1 to 100000.
    /// </summary>
    public int MovedAtOnce { get; set; } = 5_000;

    /// <summary>
    /// How many messages this silo has under way at a time, 1 to 4096. The others wait in their outboxes.
    /// </summary>
    public int SendsAtOnce { get; set; } = 256;

    /// <summary>Delay after the first failed attempt to send; it doubles with each.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>No delay between attempts is longer.</summary>
    public TimeSpan RetryLongest { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts in the standard and bulk lanes before the dead letter, 1 to 100.</summary>
    public int AttemptsMax { get; set; } = 8;

    /// <summary>Attempts in the critical lane, at least as many.</summary>
    public int AttemptsMaxCritical { get; set; } = 40;

    /// <summary>
    /// The first block to read of a chain, by its configured name or CAIP-2 id; a chain that is not named starts with
    /// the next new block. Counts only where nothing of the chain was read before.
    /// </summary>
    public Dictionary<string, long> FromBlock { get; } = [];
}
