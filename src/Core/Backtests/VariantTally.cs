using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;

namespace Kwala.Core.Backtests;

/// <summary>Makes the report of one variant from what its wallets lived through.</summary>
public static class VariantTally
{
    /// <summary>Wallets that are listed one by one.</summary>
    public const int WalletsListedMax = 50;

    private const int ListedPerWalletMax = 100;

    /// <summary>The report.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="wallets">Each wallet once, in any order: the report is the same.</param>
    /// <param name="counts">Their decisions.</param>
    /// <param name="plan">What was tried.</param>
    public static VariantReport Of(
        BacktestVariant variant,
        IReadOnlyCollection<(Address Wallet, WalletBacktest Lived)> wallets,
        DecisionCounts counts,
        BacktestPlan plan)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(plan);
        var told = wallets.Where(it => it.Lived.Messages.Count > 0 || it.Lived.Outcomes.Count > 0)
            .Select(it => (it.Wallet, it.Lived, Alerts: Alerts(it.Lived)))
            .OrderByDescending(it => it.Lived.Outcomes.Count > 0)
            .ThenByDescending(it => it.Alerts)
            .ThenBy(it => it.Wallet)
            .ToArray();
        var levels = new List<long>();
        var roles = new long[Enum.GetValues<NotificationRole>().Length];
        foreach (var message in told.SelectMany(it => it.Lived.Messages))
        {
            roles[(int)message.Role]++;
            if (message.Role != NotificationRole.Alert)
                continue;
            while (levels.Count <= message.Level)
                levels.Add(0);
            levels[message.Level]++;
        }

        return new VariantReport(
            variant.Label,
            levels.Sum(),
            [.. levels],
            Enum.GetValues<NotificationRole>().Zip(roles).Where(it => it.Second > 0)
                .ToImmutableSortedDictionary(it => it.First, it => it.Second),
            told.LongCount(it => it.Lived.Messages.Count > 0),
            told.Select(it => (long)it.Alerts).DefaultIfEmpty().Max(),
            plan.Outcome is null ? null : LeadTimes.Of(told.SelectMany(it => it.Lived.Outcomes)),
            counts.Outcomes,
            counts.Reasons,
            [.. told.Take(WalletsListedMax).Select(it => Listed(it.Wallet, it.Lived))],
            told.Length > WalletsListedMax);
    }

    private static int Alerts(WalletBacktest lived) =>
        lived.Messages.Count(message => message.Role == NotificationRole.Alert);

    private static WalletReport Listed(Address wallet, WalletBacktest lived) => new(
        wallet,
        [.. lived.Messages.Take(ListedPerWalletMax)],
        lived.Messages.Count,
        [.. lived.Outcomes.Take(ListedPerWalletMax)]);
}
