using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Demo.Story;

/// <summary>A wallet of the demonstration and what its owner chose.</summary>
/// <param name="Name">What the view calls it.</param>
/// <param name="Wallet">Its address.</param>
/// <param name="Tier">The chosen tier; null for unset.</param>
/// <param name="Telegram">Chat id; null for none.</param>
/// <param name="Email">Mail address; null for none.</param>
/// <param name="OptedOut">Whether the owner opted out of liquidation risk.</param>
internal sealed record Character(
    string Name, Address Wallet, string? Tier, string? Telegram, string? Email, bool OptedOut = false);

/// <summary>The wallets of the brief: one event, several outcomes, in each of the three patterns.</summary>
internal static class Cast
{
    public static Address EthMarket { get; } = Numbered(0xe0);

    public static Address BtcMarket { get; } = Numbered(0xb0);

    public static Address Vault { get; } = Numbered(0xf0);

    public static Address Concentrated { get; } = Numbered(0xc2);

    public static Address Diversified { get; } = Numbered(0xd1);

    public static Address Untouched { get; } = Numbered(0x03);

    /// <summary>Thresholds: each by its own appetite for risk.</summary>
    public static ImmutableArray<Character> Borrowers { get; } =
    [
        new("aggressive trader", Numbered(0xa1), "aggressive", "4242", null),
        new("conservative holder", Numbered(0xc1), "conservative", null, "holder@example.org"),
        new("opted out", Numbered(0x01), "standard", null, "quiet@example.org", OptedOut: true),
        new("never set anything", Numbered(0x02), null, null, null),
    ];

    /// <summary>Behaviour: one asks for fewer small ones.</summary>
    public static ImmutableArray<Character> Farmers { get; } =
    [
        new("eager farmer", Numbered(0xf1), null, null, "eager@example.org"),
        new("busy farmer", Numbered(0xf2), null, null, "busy@example.org"),
    ];

    /// <summary>Portfolio: the same fall, and what they hold of it.</summary>
    public static ImmutableArray<Character> Holders { get; } =
    [
        new("all in ETH", Concentrated, null, null, "allin@example.org"),
        new("well spread", Diversified, null, null, "spread@example.org"),
        new("holds no ETH", Untouched, null, null, "none@example.org"),
    ];

    public static ImmutableArray<Character> All { get; } = [.. Borrowers, .. Farmers, .. Holders];

    /// <summary>An address of one byte, twenty times.</summary>
    public static Address Numbered(byte all)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Fill(all);
        return Address.FromBytes(bytes);
    }
}
