using Microsoft.Extensions.Options;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>The shared store: one PostgreSQL database (14 or later), used by every silo of a cluster.</summary>
public sealed class PostgresOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Kwala:Postgres";

    /// <summary>
    /// How to reach the database, in Npgsql's words: <c>Host=db;Database=kwala;Username=kwala;Password=...</c>. A
    /// secret: it is never written to logs or errors. Either this or <see cref="ConnectionStringFile"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds the connection string and nothing else, as a mounted secret.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>How long history is kept: 90 days by default, at least one hour. Disk usage grows with it.</summary>
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Transactions that write states at the same time: 2 by default. Each has a connection while it lasts. Of more,
    /// each has fewer states to share its commit.
    /// </summary>
    public int Writers { get; set; } = 2;

    /// <summary>
    /// Queries that read states at the same time, and as many for last values: 2 by default. Each has a connection
    /// while it lasts.
    /// </summary>
    public int Readers { get; set; } = 2;

    /// <summary>States that share one transaction, or one query, at most: 512 by default.</summary>
    public int BatchMax { get; set; } = 512;

    /// <summary>States that may wait to be written before callers wait: 8192 by default. Costs memory only.</summary>
    public int QueueMax { get; set; } = 8192;
}

/// <summary>Says everything that is wrong with <see cref="PostgresOptions"/> at once.</summary>
internal sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetentionMax = TimeSpan.FromDays(36_500);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(PostgresOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString)
            == string.IsNullOrWhiteSpace(options.ConnectionStringFile))
            yield return $"{PostgresOptions.Section}:ConnectionString or :ConnectionStringFile: set one of the two.";
        else if (Read(options, out var problem) is { } text && !NamesAHost(text))
            yield return $"{PostgresOptions.Section}:ConnectionString cannot be read or names no host. "
                + "Give Host=...;Database=...;Username=...;Password=...";
        else if (problem is not null)
            yield return $"{PostgresOptions.Section}:ConnectionStringFile cannot be read: {problem}";
        if (options.HistoryRetention < RetentionMin || options.HistoryRetention > RetentionMax)
            yield return $"{PostgresOptions.Section}:HistoryRetention is {options.HistoryRetention}. "
                + "Use one hour (01:00:00) to 36500 days.";
        foreach (var (key, value, least, most) in new[]
                 {
                     (nameof(PostgresOptions.Writers), options.Writers, 1, 64),
                     (nameof(PostgresOptions.Readers), options.Readers, 1, 64),
                     (nameof(PostgresOptions.BatchMax), options.BatchMax, 1, 10_000),
                     (nameof(PostgresOptions.QueueMax), options.QueueMax, 1, 1_000_000),
                 })
            if (value < least || value > most)
                yield return $"{PostgresOptions.Section}:{key} is {value}. Use {least} to {most}.";
    }

    /// <summary>The connection string; null, with the problem, where its file cannot be read.</summary>
    internal static string? Read(PostgresOptions options, out string? problem) =>
        ConnectionText.Read(options.ConnectionString, options.ConnectionStringFile, out problem);

    private static bool NamesAHost(string text)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
