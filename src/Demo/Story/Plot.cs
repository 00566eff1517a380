using System.Collections.Immutable;
using Kwala.Demo.Chain;

namespace Kwala.Demo.Story;

/// <summary>
/// How the market moves: one price slide that carries every wallet through 1.50, 1.30 and 1.10, and back. Each block
/// reports each wallet's health factor in the ETH market; their BTC market stays calm, as a second position that must
/// not be mixed up with the first.
/// </summary>
internal static class Plot
{
    private static readonly ImmutableArray<decimal> Slide =
        [2.10m, 1.72m, 1.45m, 1.36m, 1.24m, 1.16m, 1.05m, 1.02m, 1.19m, 1.44m, 1.66m, 2.05m];

    public static IEnumerable<HealthFactorReport> Block(long number)
    {
        foreach (var character in Cast.All)
            yield return new HealthFactorReport(
                Cast.EthMarket, character.Wallet, Slide[(int)((number - 1) % Slide.Length)]);
        if (number % 3 == 1)
            yield return new HealthFactorReport(Cast.BtcMarket, Cast.All[0].Wallet, 2.50m);
    }
}
