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
    string Name, Address Wallet, string? Tier, string? Telegram, string? Email, bool OptedOut);

/// <summary>The four wallets of the brief: one event, four outcomes.</summary>
internal static class Cast
{
    public static Address EthMarket { get; } = Numbered(0xe0);

    public static Address BtcMarket { get; } = Numbered(0xb0);

    public static ImmutableArray<Character> All { get; } =
    [
        new("aggressive trader", Numbered(0xa1), "aggressive", "4242", null, false),
        new("conservative holder", Numbered(0xc1), "conservative", null, "holder@example.org", false),
        new("opted out", Numbered(0x01), "standard", null, "quiet@example.org", true),
        new("never set anything", Numbered(0x02), null, null, null, false),
    ];

    private static Address Numbered(byte last)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Fill(last);
        return Address.FromBytes(bytes);
    }
}
