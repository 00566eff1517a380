using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads <c>categories:</c>, a map from category to its rules: <c>selectors</c>, <c>targets</c>, <c>words</c>.
/// </summary>
internal sealed class CategoryReader(AbiEvent? triggeredBy, Scalars scalars, Mistakes mistakes)
{
    private const int CategoriesMax = 32;
    private const int RulesMax = 32;
    private const int WordsLengthMax = 64;
    private const int SelectorDigits = 8;

    public CategoryRules? Read(YamlNode? node)
    {
        if (scalars.Map(node, "a map from category to selectors, targets and words") is not { } map)
            return null;
        if (map.Entries.Length is 0 or > CategoriesMax)
            mistakes.Add(map.Place, $"1 to {CategoriesMax} categories are needed here.");
        var parts = triggeredBy is null ? null : ProposalParts.Of(triggeredBy);
        var categories = ImmutableArray.CreateBuilder<Category>();
        foreach (var (key, value) in new Section(map, mistakes).Entries)
            if (scalars.Name(key, "the name of a category") is { } name
                && Category(key, name, value, parts) is { } read)
                categories.Add(read);
        return parts is null ? null : new CategoryRules(parts, categories.ToImmutable());
    }

    private Category? Category(YamlNode.Text key, string name, YamlNode? node, ProposalParts? parts)
    {
        if (name == CategoryName.Other.Value || name == "all")
            mistakes.Add(key.Place,
                $"\"{name}\" cannot name a category: it stands for what no rule matches, or for all.");
        if (scalars.Map(node, "a map with selectors, targets or words") is not { } map)
            return null;
        var section = new Section(map, mistakes);
        var selectors = section.Optional("selectors");
        var targets = section.Optional("targets");
        var words = section.Optional("words");
        section.Close();
        if (map.Entries.IsEmpty)
            mistakes.Add(key.Place, "A category needs selectors, targets or words: nothing would belong to it.");
        Needs(selectors, parts?.Calldatas ?? parts?.Signatures, "bytes[]");
        Needs(targets, parts?.Targets, "address[]");
        Needs(words, parts?.Description, "string");
        return new Category(
            new CategoryName(name),
            Each(selectors, "a function such as setFee(uint256), or 4 bytes such as 0x69fe0e2d", Selector),
            Each(targets, "an address", Target),
            Each(words, "words of the description", Words));
    }

    private void Needs(YamlNode? rules, int? argument, string type)
    {
        if (rules is not null && triggeredBy is not null && argument is null)
            mistakes.Add(rules.Place,
                $"{triggeredBy.Name} has no argument {type} that is not indexed: leave this out.");
    }

    private ImmutableArray<T> Each<T>(YamlNode? node, string what, Func<YamlNode.Text, T?> read)
        where T : struct =>
        [.. scalars.TextOrList(node, what, RulesMax).Select(read).OfType<T>()];

    private ImmutableArray<string> Each(YamlNode? node, string what, Func<YamlNode.Text, string?> read) =>
        [.. scalars.TextOrList(node, what, RulesMax).Select(read).OfType<string>()];

    private CallSelector? Selector(YamlNode.Text text)
    {
        var written = text.Value.Trim();
        if (written.StartsWith("0x", StringComparison.Ordinal))
        {
            if (written.Length == 2 + SelectorDigits && uint.TryParse(
                written.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bytes))
                return new CallSelector(bytes, written);
            mistakes.Add(text.Place,
                $"\"{Shown.Of(written)}\" is not a selector: write four bytes such as 0x69fe0e2d.");
            return null;
        }

        return AbiFunction.Parse($"{written} returns (bool)").Match<CallSelector?>(
            function => CallSelector.OfSignature(function.Signature),
            (column, problem) =>
            {
                mistakes.Add(text.PlaceOf(Math.Min(column, written.Length + 1) - 1), problem);
                return null;
            });
    }

    private Address? Target(YamlNode.Text text) => Address.Parse(text.Value).Match<Address?>(
        address => address,
        why =>
        {
            mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\": {why}");
            return null;
        });

    private string? Words(YamlNode.Text text)
    {
        if (text.Value.Trim() is { Length: >= 2 and <= WordsLengthMax } words)
            return words;
        mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" has not 2 to {WordsLengthMax} characters.");
        return null;
    }
}
