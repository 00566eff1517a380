using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Links;

/// <summary>A button that was pressed.</summary>
/// <param name="Answer">What it says.</param>
/// <param name="Wallet">Whose message it stands under.</param>
/// <param name="Mark">
/// The notification's mark; for <see cref="OwnerAnswer.KeepTelling"/> the magnitude, 0 to 7.
/// </param>
/// <param name="Kind">The kind of the message.</param>
public sealed record ButtonPress(OwnerAnswer Answer, Address Wallet, ulong Mark, KindName Kind);

/// <summary>
/// What a button sends back when it is pressed: 62 characters of A-Z, a-z, 0-9, _ and -, so that it fits the 64 bytes
/// of Telegram's <c>callback_data</c>. It holds answer, key id, mark, wallet and an HMAC-SHA256 cut to 128 bits, which
/// also covers the channel, the address that the message went to and the kind: pressed from anywhere else it is
/// refused. It does not expire: it says something of its own message alone, and the wallet knows whose the address is.
/// </summary>
public static class ButtonToken
{
    /// <summary>The length in characters.</summary>
    public const int Length = 62;

    private const int PayloadSize = 1 + 1 + 8 + Address.Size;
    private const int MacSize = 16;

    /// <summary>Signs with the ring's first key.</summary>
    public static string Sign(ButtonPress press, ChannelName channel, string address, LinkKeyRing keys)
    {
        Span<byte> token = stackalloc byte[PayloadSize + MacSize];
        token[0] = (byte)press.Answer;
        token[1] = keys.SigningId;
        BinaryPrimitives.WriteUInt64BigEndian(token[2..], press.Mark);
        press.Wallet.CopyTo(token[10..]);
        Mac(token[..PayloadSize], channel, address, press.Kind, keys.SecretOf(keys.SigningId), token[PayloadSize..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>
    /// What was pressed, or null for what we did not sign for this address. Total: any text gives an answer.
    /// </summary>
    /// <param name="text">What came back.</param>
    /// <param name="channel">Over which channel.</param>
    /// <param name="address">From which address of it.</param>
    /// <param name="kinds">The kinds that it may be about.</param>
    /// <param name="keys">The keys.</param>
    public static ButtonPress? Check(
        string text, ChannelName channel, string address, IEnumerable<KindName> kinds, LinkKeyRing keys)
    {
        Span<byte> token = stackalloc byte[PayloadSize + MacSize];
        if (text.Length != Length || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, token, out var written) || written != token.Length
            || !Enum.IsDefined((OwnerAnswer)token[0]))
            return null;
        var secret = keys.SecretOf(token[1]);
        if (secret.IsEmpty)
            return null;
        Span<byte> mac = stackalloc byte[MacSize];
        foreach (var kind in kinds)
        {
            Mac(token[..PayloadSize], channel, address, kind, secret, mac);
            if (CryptographicOperations.FixedTimeEquals(mac, token[PayloadSize..]))
                return new ButtonPress(
                    (OwnerAnswer)token[0],
                    Address.FromBytes(token[10..PayloadSize]),
                    BinaryPrimitives.ReadUInt64BigEndian(token[2..]),
                    kind);
        }

        return null;
    }

    // Neither a channel's name nor a kind's has a line break.
    private static void Mac(
        ReadOnlySpan<byte> payload,
        ChannelName channel,
        string address,
        KindName kind,
        ReadOnlySpan<byte> secret,
        Span<byte> mac)
    {
        var context = Encoding.UTF8.GetBytes($"{channel.Value}\n{kind.Value}\n{address}");
        byte[] message = [.. "kwala-button-v1\0"u8, .. payload, .. context];
        HMACSHA256.HashData(secret, message).AsSpan(0, MacSize).CopyTo(mac);
    }
}
