using Kwala.Core.Evm;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>What must be told, by a loop that anyone can check: below a wallet's own line, re-arm 5 %.</summary>
/// <param name="lineOf">The line of a wallet.</param>
internal sealed class Oracle(Func<Address, decimal> lineOf)
{
    private readonly Dictionary<(Address Wallet, Address Market), (bool Open, long Episode)> _positions = [];

    public List<(string Wallet, string Subject, long Episode)> Alerts { get; } = [];

    public void Report(LendingMarket market, (Address Wallet, decimal HealthFactor)[] reports)
    {
        foreach (var (wallet, value) in reports)
        {
            var place = (wallet, market.Contract);
            var (open, episode) = _positions.GetValueOrDefault(place);
            if (!open && value < lineOf(wallet))
            {
                _positions[place] = (true, episode + 1);
                Alerts.Add((wallet.ToString(), $"eip155:31337/{market.Contract}", episode + 1));
            }
            else if (open && value >= lineOf(wallet) * 1.05m)
            {
                _positions[place] = (false, episode);
            }
        }
    }
}
