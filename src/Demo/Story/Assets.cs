using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Demo.Story;

/// <summary>A token of the demonstration.</summary>
/// <param name="Name">Its symbol.</param>
/// <param name="Token">Its contract.</param>
/// <param name="Feed">The contract that tells its price.</param>
/// <param name="Prices">In USD, one for each block, and then again from the first.</param>
/// <param name="Held">Who holds how much of it.</param>
internal sealed record Asset(
    string Name,
    Address Token,
    Address Feed,
    ImmutableArray<decimal> Prices,
    ImmutableDictionary<Address, decimal> Held)
{
    /// <summary>Its price in a block, from 0 on.</summary>
    public decimal PriceAt(long block) => Prices[(int)(block % Prices.Length)];

    /// <summary>How much a wallet holds.</summary>
    public decimal HeldBy(Address wallet) => Held.GetValueOrDefault(wallet);
}

/// <summary>The five tokens that wallets of the portfolio pattern hold; one of them falls.</summary>
internal static class Assets
{
    /// <summary>Falls by 12 % with the fifth block, and comes back with the eleventh.</summary>
    public static Asset Eth { get; } = Of(
        "ETH",
        0xd0,
        [3000m, 3000m, 3000m, 3000m, 3000m, 2640m, 2640m, 2640m, 2640m, 2640m, 2640m, 3000m],
        (Cast.Concentrated, 9m), (Cast.Diversified, 1m));

    public static ImmutableArray<Asset> All { get; } =
    [
        Eth,
        Of("BTC", 0xd2, [60_000m], (Cast.Diversified, 0.05m)),
        Of("USD", 0xd4, [1m], (Cast.Concentrated, 3000m), (Cast.Diversified, 3000m), (Cast.Untouched, 5000m)),
        Of("LINK", 0xd6, [15m], (Cast.Diversified, 200m)),
        Of("UNI", 0xd8, [10m], (Cast.Diversified, 300m)),
    ];

    private static Asset Of(
        string name, byte number, ImmutableArray<decimal> prices, params (Address, decimal)[] held) =>
        new(
            name,
            Cast.Numbered(number),
            Cast.Numbered((byte)(number + 1)),
            prices,
            held.ToImmutableDictionary(it => it.Item1, it => it.Item2));
}
