using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Links;

/// <summary>What a link may be used for; a link for one purpose is refused for every other.</summary>
public enum LinkPurpose
{
    /// <summary>Bind an address of a channel to the wallet. Context: <see cref="LinkContext.Bind"/>.</summary>
    Bind = 1,

    /// <summary>Confirm a mail address. Context: <see cref="LinkContext.ConfirmEmail"/>.</summary>
    ConfirmEmail = 2,

    /// <summary>Opt out of a kind on a channel. Context: <see cref="LinkContext.Unsubscribe"/>.</summary>
    Unsubscribe = 3,

    /// <summary>Say what a message was worth. Context: <see cref="LinkContext.Answer"/>.</summary>
    Answer = 4,
}

/// <summary>What a link says.</summary>
/// <param name="Purpose">What it may be used for.</param>
/// <param name="Wallet">Whose link it is.</param>
/// <param name="Expires">From this instant on it is refused; kept in whole minutes, rounded up.</param>
public sealed record LinkClaim(LinkPurpose Purpose, Address Wallet, DateTimeOffset Expires);

/// <summary>How checking a link ended.</summary>
public abstract record LinkCheck
{
    private LinkCheck()
    {
    }

    /// <summary>Signed by us, for this purpose and context, and still good.</summary>
    public sealed record Valid(LinkClaim Claim) : LinkCheck;

    /// <summary>Signed by us, for this purpose and context, but too old: offer a new one.</summary>
    public sealed record Expired(LinkClaim Claim) : LinkCheck;

    /// <summary>Not signed by a key of the ring for this purpose and context.</summary>
    public sealed record Forged : LinkCheck;

    /// <summary>Not the form of a link: cut off or mistyped.</summary>
    public sealed record Malformed : LinkCheck;

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<LinkClaim, T> valid, Func<LinkClaim, T> expired, Func<T> forged, Func<T> malformed) => this switch
        {
            Valid it => valid(it.Claim),
            Expired it => expired(it.Claim),
            Forged => forged(),
            Malformed => malformed(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>
/// A signed link (decision 18): 56 characters of A-Z, a-z, 0-9, _ and -, so that it fits the 64 characters of
/// Telegram's <c>/start</c> parameter (core.telegram.org/bots/features, "Deep Linking"). It holds purpose, key id,
/// expiry, wallet and an HMAC-SHA256 cut to 128 bits, which also covers a context that the link does not carry.
/// </summary>
public static class LinkToken
{
    /// <summary>The length in characters.</summary>
    public const int Length = 56;

    private const int PayloadSize = 1 + 1 + 4 + Address.Size;
    private const int MacSize = 16;

    /// <summary>Signs a claim with the ring's first key.</summary>
    /// <param name="claim">Expires before the year 10136, else it throws.</param>
    /// <param name="context">What else must match when it is used; see <see cref="LinkContext"/>.</param>
    /// <param name="keys">The keys.</param>
    public static string Sign(LinkClaim claim, string context, LinkKeyRing keys)
    {
        Span<byte> token = stackalloc byte[PayloadSize + MacSize];
        token[0] = (byte)claim.Purpose;
        token[1] = keys.SigningId;
        var minutes = (claim.Expires.ToUnixTimeMilliseconds() + 59_999) / 60_000;
        BinaryPrimitives.WriteUInt32BigEndian(token[2..], (uint)minutes);
        claim.Wallet.CopyTo(token[6..]);
        Mac(token[..PayloadSize], context, keys.SecretOf(keys.SigningId), token[PayloadSize..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Checks a link that came from outside. Total: any text gives an answer.</summary>
    /// <param name="text">The link's token.</param>
    /// <param name="purpose">What it is about to be used for.</param>
    /// <param name="context">The context that it must have been signed with.</param>
    /// <param name="now">The present.</param>
    /// <param name="keys">The keys.</param>
    public static LinkCheck Check(
        string text, LinkPurpose purpose, string context, DateTimeOffset now, LinkKeyRing keys)
    {
        Span<byte> token = stackalloc byte[PayloadSize + MacSize];
        if (!TryDecode(text, token))
            return new LinkCheck.Malformed();
        var secret = keys.SecretOf(token[1]);
        Span<byte> mac = stackalloc byte[MacSize];
        Mac(token[..PayloadSize], context, secret, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token[PayloadSize..])
            || secret.IsEmpty || token[0] != (byte)purpose)
            return new LinkCheck.Forged();
        var claim = new LinkClaim(purpose, WalletOf(token), ExpiryOf(token));
        return now < claim.Expires ? new LinkCheck.Valid(claim) : new LinkCheck.Expired(claim);
    }

    /// <summary>
    /// The wallet that a token names, unverified: good only for looking up the context that <see cref="Check"/> needs.
    /// Null when the text has not the form of a token.
    /// </summary>
    public static Address? ClaimedWallet(string text)
    {
        Span<byte> token = stackalloc byte[PayloadSize + MacSize];
        return TryDecode(text, token) ? WalletOf(token) : null;
    }

    private static bool TryDecode(string text, Span<byte> token) =>
        text.Length == Length && Base64Url.IsValid(text)
        && Base64Url.TryDecodeFromChars(text, token, out var written) && written == token.Length;

    private static Address WalletOf(ReadOnlySpan<byte> token) => Address.FromBytes(token[6..PayloadSize]);

    private static DateTimeOffset ExpiryOf(ReadOnlySpan<byte> token)
    {
        // Any signed number is one that Sign wrote; past the calendar's end it is as good as never.
        var last = DateTimeOffset.MaxValue.ToUnixTimeSeconds() / 60;
        var minutes = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(token[2..]), last);
        return DateTimeOffset.FromUnixTimeSeconds(minutes * 60);
    }

    private static void Mac(ReadOnlySpan<byte> payload, string context, ReadOnlySpan<byte> secret, Span<byte> mac)
    {
        // The label keeps these signatures apart from any other use of the same secret; the payload's length is fixed,
        // so that payload and context cannot be shifted into each other.
        byte[] message = [.. "kwala-link-v1\0"u8, .. payload, .. Encoding.UTF8.GetBytes(context)];
        HMACSHA256.HashData(secret, message).AsSpan(0, MacSize).CopyTo(mac);
    }
}
