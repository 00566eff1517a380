using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Delivery;

/// <summary>
/// Identifies one message to one owner over one channel for ever (decision 4). Two deliveries share a key only if the
/// second must not be sent. The workflow's version has no part in it.
/// </summary>
/// <param name="Value">SHA-256 over the length-prefixed parts.</param>
public readonly record struct DeliveryKey(Bytes32 Value)
{
    /// <summary>The key of these parts.</summary>
    public static DeliveryKey Of(DeliveryIdentity identity)
    {
        var parts = new ArrayBufferWriter<byte>(initialCapacity: 256);
        identity.Wallet.CopyTo(parts.GetSpan(Address.Size));
        parts.Advance(Address.Size);
        Append(parts, identity.Chain.Value);
        Append(parts, identity.Workflow);
        Append(parts, identity.Subject);
        Append(parts, identity.Channel.Value);
        var numbers = parts.GetSpan(20);
        BinaryPrimitives.WriteInt64BigEndian(numbers, identity.Episode);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], identity.Level);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], (int)identity.Role);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], identity.Ordinal);
        parts.Advance(20);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(parts.WrittenSpan, digest);
        return new DeliveryKey(Bytes32.FromBytes(digest));
    }

    /// <summary>64 lower-case hex digits without prefix.</summary>
    public override string ToString() => Value.ToString()[2..];

    private static void Append(ArrayBufferWriter<byte> parts, string text)
    {
        var bytes = parts.GetSpan(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes[4..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        parts.Advance(4 + length);
    }
}

/// <summary>The parts of a delivery key.</summary>
/// <param name="Chain">The chain of the log.</param>
/// <param name="Wallet">Whose notification.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Level">Severity level.</param>
/// <param name="Role">What it is within its episode.</param>
/// <param name="Ordinal">Tells apart several of the same role and level in an episode.</param>
/// <param name="Channel">The channel.</param>
public readonly record struct DeliveryIdentity(
    ChainId Chain,
    Address Wallet,
    string Workflow,
    string Subject,
    long Episode,
    int Level,
    NotificationRole Role,
    int Ordinal,
    ChannelName Channel);
