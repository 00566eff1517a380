using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace Kwala.Storage.Azure;

/// <summary>A store for small installs: blobs and a table of an Azure Storage account, shared by every silo.</summary>
public sealed class AzureOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Kwala:Azure";

    /// <summary>
    /// How to reach the account, in Azure's words: with its key, or with a shared access signature for its blobs and
    /// tables. A secret: it is never written to logs or errors. Either this or <see cref="ConnectionStringFile"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds the connection string and nothing else, as a mounted secret.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// The name of the blob container and of the table: <c>kwala</c> by default. Of several deployments in one account
    /// each needs its own. 3 to 40 letters and digits, in lower case, a letter first.
    /// </summary>
    public string Name { get; set; } = "kwala";

    /// <summary>How long history is kept: 90 days by default, at least one hour. What it costs grows with it.</summary>
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long one attempt of one request may take: 10 seconds by default, 1 to 60. It is tried four times. Longer
    /// means fewer writes of unknown outcome, and callers who wait longer.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Says everything that is wrong with <see cref="AzureOptions"/> at once.</summary>
internal sealed partial class AzureOptionsValidator : IValidateOptions<AzureOptions>
{
    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetentionMax = TimeSpan.FromDays(36_500);
    private static readonly TimeSpan LimitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LimitMax = TimeSpan.FromSeconds(60);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, AzureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>The connection string; null, with the problem, where its file cannot be read.</summary>
    internal static string? Read(AzureOptions options, out string? problem) =>
        ConnectionText.Read(options.ConnectionString, options.ConnectionStringFile, out problem);

    private static IEnumerable<string> Problems(AzureOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString)
            == string.IsNullOrWhiteSpace(options.ConnectionStringFile))
            yield return $"{AzureOptions.Section}:ConnectionString or :ConnectionStringFile: set one of the two.";
        else if (Read(options, out var problem) is { } text && !NamesBlobsAndTables(text))
            yield return $"{AzureOptions.Section}:ConnectionString cannot be read or names no account. Give "
                + "AccountName=...;AccountKey=... or BlobEndpoint=...;TableEndpoint=...;SharedAccessSignature=...";
        else if (problem is not null)
            yield return $"{AzureOptions.Section}:ConnectionStringFile cannot be read: {problem}";
        if (!NameShape().IsMatch(options.Name))
            yield return $"{AzureOptions.Section}:Name is \"{options.Name}\". "
                + "Use 3 to 40 letters and digits, in lower case, a letter first.";
        if (options.HistoryRetention < RetentionMin || options.HistoryRetention > RetentionMax)
            yield return $"{AzureOptions.Section}:HistoryRetention is {options.HistoryRetention}. "
                + "Use one hour (01:00:00) to 36500 days.";
        if (options.TimeLimit < LimitMin || options.TimeLimit > LimitMax)
            yield return $"{AzureOptions.Section}:TimeLimit is {options.TimeLimit}. Use 1 to 60 seconds.";
    }

    private static bool NamesBlobsAndTables(string text)
    {
        try
        {
            _ = new BlobServiceClient(text);
            _ = new TableServiceClient(text);
            return true;
        }
        // The clients say in many ways that they cannot read it; their words quote it.
        catch (Exception unreadable)
            when (unreadable is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]{2,39}\\z")]
    private static partial Regex NameShape();
}
