using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Archive;

/// <summary>Reads the rows of the archive and what stands in them.</summary>
internal static class ArchiveParse
{
    /// <summary>A row of a table.</summary>
    /// <exception cref="FormatException">It has another shape.</exception>
    public static T Row<T>(ArchivedRow row, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(row.Json, shape) ?? throw new FormatException("The row is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The row is not a {row.Table}: {e.Message}", e);
        }
    }

    /// <summary>A row whose table nobody knows.</summary>
    public static FormatException NoTable(ArchivedRow row) => new($"There is no table \"{row.Table}\".");

    /// <summary>A wallet.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Address Wallet(string text) => Address.TryParse(text, out var wallet)
        ? wallet
        : throw new FormatException("A wallet is 0x and 40 hex digits.");

    /// <summary>A hash.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Bytes32 Hash(string text) => Bytes32.TryParse(text, out var hash)
        ? hash
        : throw new FormatException("A hash is 0x and 64 hex digits.");

    /// <summary>A row of history, within its bounds.</summary>
    /// <exception cref="FormatException">There is no such topic.</exception>
    /// <exception cref="ArgumentException">It is out of bounds.</exception>
    public static HistoryRow History(ArchiveRows.History row)
    {
        if (!Enum.TryParse<HistoryTopic>(row.Topic, out var topic))
            throw new FormatException($"There is no history topic \"{row.Topic}\".");
        var history = new HistoryRow(Wallet(row.Wallet), topic, row.Key, row.At, row.Kind, row.Outcome, row.Body);
        HistoryBounds.Check([history]);
        return history;
    }

    /// <summary>An entry of the subscriber index, within its bounds.</summary>
    /// <exception cref="ArgumentException">It is out of bounds.</exception>
    public static SubscriberRow Subscriber(ArchiveRows.Subscriber row)
    {
        SubscriberBounds.Check(row.Entry);
        return new SubscriberRow(row.Entry, Wallet(row.Wallet));
    }

    /// <summary>A value with its chain.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static (ChainId Chain, ValueRow Row) Value(ArchiveRows.Value row) => (new ChainId(row.Chain), new ValueRow(
        Wallet(row.Wallet),
        new Core.Workflows.WorkflowId(row.Workflow),
        new Core.Wallets.SubjectKey(row.Subject),
        ArchiveRows.Number(row.Number),
        new LogPosition(row.Block, row.LogIndex),
        Hash(row.Hash),
        row.Time));
}
