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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> wallet = stackalloc byte[20];
        identity.Wallet.CopyTo(wallet);
        hash.AppendData(wallet);
        AppendText(hash, identity.Chain.Value);
        AppendText(hash, identity.Workflow);
        AppendText(hash, identity.Subject);
        AppendText(hash, identity.Channel.Value);
        Span<byte> numbers = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(numbers, identity.Episode);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], identity.Level);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], (int)identity.Role);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], identity.Ordinal);
        hash.AppendData(numbers);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return new DeliveryKey(Bytes32.FromBytes(digest));
    }

    /// <summary>64 lower-case hex digits without prefix.</summary>
    public override string ToString() => Value.ToString()[2..];

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
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
