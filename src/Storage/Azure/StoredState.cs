using System.Collections.Immutable;
using System.Text;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>What lies in a state's blob: whose it is, the rows of history that came with it, and the state.</summary>
/// <param name="Name">Whose state, and which.</param>
/// <param name="Write">Names the write that put it there; no other write has this name.</param>
/// <param name="History">
/// The rows that became durable with it. They are copied to where history is read, once.
/// </param>
/// <param name="Body">The state; empty where it was cleared and only its rows are left to be copied.</param>
internal sealed record StoredState(StateName Name, string Write, ImmutableArray<HistoryRow> History, byte[] Body)
{
    private const byte Format = 1;

    /// <summary>Whether there is no state any more.</summary>
    public bool IsCleared => Body.Length == 0;

    /// <summary>The bytes of the blob.</summary>
    public BinaryData ToBytes()
    {
        using var stream = new MemoryStream(Body.Length + 256);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(Name.Type);
        writer.Write(Name.Key);
        writer.Write(Name.Name);
        writer.Write(Write);
        writer.Write(History.Length);
        foreach (var row in History)
            HistoryFormat.Write(writer, row);
        writer.Write(Body.Length);
        writer.Write(Body);
        writer.Flush();
        return BinaryData.FromBytes(stream.ToArray());
    }

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="StorageException">A newer version wrote it, or it is damaged. It stays as it is.</exception>
    public static StoredState Read(BinaryData blob, string blobName)
    {
        try
        {
            using var reader = new BinaryReader(blob.ToStream(), Encoding.UTF8);
            if (reader.ReadByte() != Format)
                throw Unreadable(blobName, "a newer Kwala wrote it. Run the newer one.");
            var (type, key, name, write) =
                (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
            var history = ImmutableArray.CreateBuilder<HistoryRow>();
            for (var left = reader.ReadInt32(); left > 0; left--)
                history.Add(HistoryFormat.Read(reader));
            var length = reader.ReadInt32();
            var body = reader.ReadBytes(length);
            return body.Length == length
                ? new StoredState(new StateName(type, key, name), write, history.ToImmutable(), body)
                : throw Unreadable(blobName, "it ends too early. Restore it from a backup.");
        }
        catch (Exception damaged) when (damaged is IOException or FormatException or ArgumentException)
        {
            throw Unreadable(blobName, "it is damaged. Restore it from a backup.", damaged);
        }
    }

    private static StorageException Unreadable(string blobName, string why, Exception? cause = null) =>
        new(StorageFault.Unreadable, $"The blob {blobName} was left as it is: {why}", cause);
}
