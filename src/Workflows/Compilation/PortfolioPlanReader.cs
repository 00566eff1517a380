using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>portfolio:</c>: which assets moved, when it is told, in which words, to which tier.</summary>
internal sealed class PortfolioPlanReader(
    AbiEvent? triggeredBy,
    ThresholdRule? rule,
    ActionReader actions,
    IReadOnlyCollection<string> templates,
    Scalars scalars,
    Mistakes mistakes)
{
    private const int AssetsMax = 8;
    private const int DefaultsMax = 8;

    private static readonly ImmutableSortedDictionary<string, PortfolioClass> Classes =
        Enum.GetValues<PortfolioClass>().ToImmutableSortedDictionary(
            it => it.ToString().ToLowerInvariant(), it => it, StringComparer.Ordinal);

    private static readonly ImmutableSortedDictionary<PortfolioClass, TemplateName> BuiltIn =
        ImmutableSortedDictionary<PortfolioClass, TemplateName>.Empty
            .Add(PortfolioClass.Concentrated, new TemplateName("portfolio-risk"))
            .Add(PortfolioClass.Neutral, new TemplateName("portfolio-neutral"))
            .Add(PortfolioClass.Diversified, new TemplateName("portfolio-opportunity"));

    /// <summary>The plan; null where there is none.</summary>
    public PortfolioPlan? Read(
        YamlNode? node, ImmutableArray<string> tiers, ImmutableSortedDictionary<TierName, ActionPlan> plans)
    {
        if (scalars.Map(node, "a map such as { asset: token, min-exposure: 1% }") is not { } map)
            return null;
        var (section, plan) = (new Section(map, mistakes), new PortfolioPlan());
        var (assets, argument) = Assets(section.Required("asset", "an address argument, or the token's address"));
        var impact = Impact(section.Optional("min-impact"));
        plan = plan with
        {
            Assets = assets,
            Argument = argument,
            ExposureMin = Share(section.Optional("min-exposure")) ?? plan.ExposureMin,
            ImpactMin = impact,
            ConcentratedFrom = Share(section.Optional("concentrated")) ?? plan.ConcentratedFrom,
            DiversifiedTo = Share(section.Optional("diversified")) ?? plan.DiversifiedTo,
            Words = Words(section.Optional("words"), plans),
            Defaults = Defaults(section.Optional("defaults"), tiers),
        };
        section.Close();
        if (plan.DiversifiedTo >= plan.ConcentratedFrom)
            mistakes.Add(map.Place, "\"diversified\" must be less than \"concentrated\", such as 0.25 and 0.5.");
        return plan;
    }

    private (ImmutableArray<Address> Assets, int Argument) Assets(YamlNode? node)
    {
        var assets = ImmutableArray.CreateBuilder<Address>();
        foreach (var text in scalars.TextOrList(node, "an address argument or the addresses of tokens", AssetsMax))
        {
            if (text.Value.StartsWith("0x", StringComparison.Ordinal))
                assets.AddRange(Address.Parse(text.Value).Match<Address[]>(address => [address], problem =>
                {
                    mistakes.Add(text.Place, problem);
                    return [];
                }));
            else if (node is YamlNode.Text && triggeredBy is not null)
                return ([], Argument(text));
            else if (node is YamlNode.List)
                mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is no address: a list has addresses alone.");
        }

        return (assets.ToImmutable(), 0);
    }

    private int Argument(YamlNode.Text text)
    {
        for (var at = 0; at < triggeredBy!.Inputs.Length; at++)
            if (triggeredBy.Inputs[at] is { Type: AbiType.Account } input && input.Name == text.Value)
                return at;
        var usable = triggeredBy.Inputs.Where(it => it.Type is AbiType.Account && it.Name.Length > 0);
        mistakes.Add(text.Place, $"{triggeredBy.Name} has no address argument \"{Shown.Of(text.Value)}\": "
            + NearestWord.Advice(text.Value, [.. usable.Select(it => it.Name)]));
        return 0;
    }

    private Rational? Share(YamlNode? node)
    {
        if (scalars.Text(node, "a share such as 1% or 0.01") is not { } text)
            return null;
        var isPercent = text.Value.EndsWith('%');
        if (scalars.Number(text, isPercent ? text.Value[..^1] : text.Value, "a share: write 1% or 0.01")
            is not { } number)
            return null;
        var share = isPercent ? number / 100 : number;
        if (share.Sign >= 0 && share <= Rational.One)
            return share;
        mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is no share: write 0% to 100%, or 0 to 1.");
        return null;
    }

    private Rational? Impact(YamlNode? node)
    {
        if (node is not null && rule is { Change: null })
            mistakes.Add(node.Place, "Only a move has an impact: leave min-impact out, or write alert: change.");
        if (scalars.Text(node, "an amount in USD") is not { } text
            || scalars.Number(text, text.Value, "an amount in USD") is not { } amount)
            return null;
        if (amount.Sign < 0)
            mistakes.Add(text.Place, "An impact has no sign here: it counts for losses and gains.");
        return amount;
    }

    // Where nobody chose any words, the built-in ones frame it.
    private ImmutableSortedDictionary<PortfolioClass, TemplateName> Words(
        YamlNode? node, ImmutableSortedDictionary<TierName, ActionPlan> plans)
    {
        var words = ImmutableSortedDictionary.CreateBuilder<PortfolioClass, TemplateName>();
        if (node is null && plans.Values.All(plan => ActionReader.IsByDefault(plan.Template)))
            return BuiltIn;
        if (scalars.Map(node, "a map from concentrated, neutral and diversified to templates") is not { } map)
            return words.ToImmutable();
        foreach (var (key, value) in new Section(map, mistakes).Entries)
            if (scalars.OneOf(key, "a class of portfolios", Classes) is { } spread
                && actions.Template(value, templates) is { } template)
                words[spread] = new TemplateName(template);
        return words.ToImmutable();
    }

    private ImmutableSortedDictionary<long, TierName> Defaults(YamlNode? node, ImmutableArray<string> tiers)
    {
        var defaults = ImmutableSortedDictionary.CreateBuilder<long, TierName>();
        if (scalars.Map(node, "a map from a worth in USD to a tier, such as { 100000: conservative }") is not { } map)
            return defaults.ToImmutable();
        if (map.Entries.Length > DefaultsMax)
            mistakes.Add(map.Place, $"At most {DefaultsMax} sizes here.");
        foreach (var (key, value) in new Section(map, mistakes).Entries)
        {
            if (!long.TryParse(key.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var from))
                mistakes.Add(key.Place, $"\"{Shown.Of(key.Value)}\" is no worth in whole USD, such as 100000.");
            if (scalars.Text(value, "the name of a tier") is not { } tier)
                continue;
            if (tiers.Contains(tier.Value))
                defaults[from] = new TierName(tier.Value);
            else
                mistakes.Add(tier.Place, $"Unknown tier \"{Shown.Of(tier.Value)}\": "
                    + NearestWord.Advice(tier.Value, tiers));
        }

        return defaults.ToImmutable();
    }
}
