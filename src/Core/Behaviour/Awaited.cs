using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// Tells the few notifications of a wallet that await a response apart: the first eight bytes of the key that the
/// notification has in the inbox, which is the same over every channel.
/// </summary>
/// <param name="Value">The bytes, big endian.</param>
public readonly record struct AlertMark(ulong Value)
{
    /// <summary>The mark of a notification.</summary>
    /// <param name="inbox">Its delivery key for <see cref="ChannelName.Inbox"/>.</param>
    public static AlertMark Of(DeliveryKey inbox)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        inbox.Value.CopyTo(bytes);
        return new AlertMark(BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}

/// <summary>
/// Tells positions apart, as <see cref="AlertMark"/> does notifications: what the chain shows acts on one.
/// </summary>
/// <param name="Value">The first eight bytes of SHA-256 over workflow and subject.</param>
public readonly record struct PositionMark(ulong Value)
{
    /// <summary>The mark of a workflow's position.</summary>
    public static PositionMark Of(WorkflowId workflow, SubjectKey subject)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        // No workflow's name has a space.
        SHA256.HashData(Encoding.UTF8.GetBytes($"{workflow.Value} {subject.Value}"), digest);
        return new PositionMark(BinaryPrimitives.ReadUInt64BigEndian(digest));
    }
}

/// <summary>An alert whose response is awaited.</summary>
/// <param name="Alert">Which.</param>
/// <param name="Position">Of which position.</param>
/// <param name="Bucket">Its magnitude.</param>
/// <param name="At">When it was told or kept back; whole seconds.</param>
/// <param name="Until">From then on it counts as ignored; whole seconds.</param>
/// <param name="Withheld">It was kept back: that nobody responds says nothing.</param>
/// <param name="Opened">The owner opened it; may still do more.</param>
public readonly record struct Awaited(
    AlertMark Alert,
    PositionMark Position,
    int Bucket,
    DateTimeOffset At,
    DateTimeOffset Until,
    bool Withheld,
    bool Opened);
