using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Chain.Prices;

/// <summary>A validated <see cref="PriceFeedOptions"/>.</summary>
internal sealed record PriceFeed(Address Asset, Address Feed, Address? Against, PriceGuard Guard)
{
    private static readonly TimeSpan AgeMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgeMost = TimeSpan.FromDays(30);

    /// <summary>Of options without mistakes.</summary>
    public static PriceFeed Of(PriceFeedOptions options) => new(
        AddressOf(options.Asset),
        AddressOf(options.Feed),
        string.IsNullOrWhiteSpace(options.Against) ? null : AddressOf(options.Against),
        new PriceGuard(options.AgeMax, Rational.Of(options.DeviationMaxPercent, 100)));

    /// <summary>Every mistake of an entry, by the name of its option.</summary>
    public static IEnumerable<string> ProblemsOf(PriceFeedOptions options)
    {
        var addresses = new List<(string Name, string Text)> { ("Asset", options.Asset), ("Feed", options.Feed) };
        if (!string.IsNullOrWhiteSpace(options.Against))
            addresses.Add(("Against", options.Against));
        foreach (var (name, text) in addresses)
            if (Address.Parse(text) is AddressParse.Invalid invalid)
                yield return $"{name} is no address. {invalid.Problem}";
        if (options.AgeMax < AgeMin || options.AgeMax > AgeMost)
            yield return "AgeMax must be the feed's heartbeat and a little more, 1 s to 30 days, such as 01:10:00.";
        if (options.DeviationMaxPercent is < 1 or > 1000)
            yield return "DeviationMaxPercent must be 1 to 1000.";
    }

    private static Address AddressOf(string text) => ((AddressParse.Valid)Address.Parse(text)).Address;
}
