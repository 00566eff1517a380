using System.Text;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>A row of history as bytes: what contracts and owners wrote need not be text that a table takes.</summary>
internal static class HistoryFormat
{
    /// <summary>The bytes of a row.</summary>
    public static byte[] ToBytes(HistoryRow row)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        Write(writer, row);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public static HistoryRow Read(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            return Read(reader);
        }
        catch (Exception damaged) when (damaged is IOException or FormatException or ArgumentException)
        {
            throw new StorageException(StorageFault.Unreadable, "A row of history is damaged.", damaged);
        }
    }

    /// <summary>Writes a row.</summary>
    public static void Write(BinaryWriter writer, HistoryRow row)
    {
        Span<byte> wallet = stackalloc byte[Address.Size];
        row.Wallet.CopyTo(wallet);
        writer.Write(wallet);
        writer.Write((byte)row.Topic);
        writer.Write(row.Key);
        writer.Write(row.At.UtcTicks);
        writer.Write(row.Kind);
        writer.Write(row.Outcome);
        writer.Write(row.Body);
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="IOException">It ends too early.</exception>
    public static HistoryRow Read(BinaryReader reader) => new(
        Address.FromBytes(reader.ReadBytes(Address.Size)),
        (HistoryTopic)reader.ReadByte(),
        reader.ReadString(),
        new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString());
}
