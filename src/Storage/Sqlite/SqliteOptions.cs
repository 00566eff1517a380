using Microsoft.Extensions.Options;

namespace Kwala.Storage.Sqlite;

/// <summary>What a commit waits for.</summary>
public enum SqliteSynchronous
{
    /// <summary>The disk: a committed write survives a power cut. One disk flush per transaction.</summary>
    Full,

    /// <summary>
    /// The operating system: a committed write survives a crash of the process; a power cut may lose the last moments,
    /// never more, and never corrupts. For trials and for machines whose disk flushes slowly.
    /// </summary>
    Normal,
}

/// <summary>The embedded store: one SQLite file, used by one process.</summary>
public sealed class SqliteOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Kwala:Sqlite";

    /// <summary>
    /// The database file. Its folder is created. Beside it lie -wal and -shm (SQLite's) and .lock (ours): copy them
    /// together, or use export. It must be on a local disk; network file systems do not lock reliably.
    /// </summary>
    public string Path { get; set; } = "kwala.db";

    /// <summary>What a commit waits for. Full by default.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long history is kept: 90 days by default, at least one hour. Disk usage grows with it.</summary>
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Writes that may wait for the writer before callers wait: 8192 by default. Costs memory only.</summary>
    public int QueueMax { get; set; } = 8192;

    /// <summary>
    /// Writes that share one transaction at most: 1024 by default. More of them make each flush cheaper and the
    /// slowest write of a transaction slower.
    /// </summary>
    public int BatchMax { get; set; } = 1024;

    /// <summary>Connections that read at the same time: 4 by default. Each holds a page cache of up to 8 MB.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>
    /// Value rows of final blocks that may lie in append order before they are merged into one row per position:
    /// 500,000 by default. More of them write less to disk; each costs about 40 bytes of disk and 16 of memory.
    /// </summary>
    public int ValueTailRows { get; set; } = 500_000;
}

/// <summary>Says everything that is wrong with <see cref="SqliteOptions"/> at once.</summary>
internal sealed class SqliteOptionsValidator : IValidateOptions<SqliteOptions>
{
    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetentionMax = TimeSpan.FromDays(36_500);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, SqliteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(SqliteOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal))
            yield return $"{SqliteOptions.Section}:Path names no file. Give the path of a database file.";
        else if (options.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || options.Path == ":memory:")
            yield return $"{SqliteOptions.Section}:Path is \"{options.Path}\". Give a plain file path, not a URI.";
        if (!Enum.IsDefined(options.Synchronous))
            yield return $"{SqliteOptions.Section}:Synchronous is {(int)options.Synchronous}. Use Full or Normal.";
        if (options.HistoryRetention < RetentionMin || options.HistoryRetention > RetentionMax)
            yield return $"{SqliteOptions.Section}:HistoryRetention is {options.HistoryRetention}. "
                + "Use one hour (01:00:00) to 36500 days.";
        foreach (var (key, value, least, most) in new[]
                 {
                     (nameof(SqliteOptions.QueueMax), options.QueueMax, 1, 1_000_000),
                     (nameof(SqliteOptions.BatchMax), options.BatchMax, 1, 100_000),
                     (nameof(SqliteOptions.Readers), options.Readers, 1, 64),
                     (nameof(SqliteOptions.ValueTailRows), options.ValueTailRows, 1, 20_000_000),
                 })
            if (value < least || value > most)
                yield return $"{SqliteOptions.Section}:{key} is {value}. Use {least} to {most}.";
    }
}
