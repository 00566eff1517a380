using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>trigger:</c>. A part in order is given even where another is not: others need it.</summary>
internal sealed class TriggerReader(Vocabulary vocabulary, Scalars scalars, Mistakes mistakes)
{
    private const int ContractsMax = 256;
    private const int ConfirmationsMax = 4096;

    /// <summary>Whether any contract may emit the event.</summary>
    public bool IsAnyContract { get; private set; }

    public (ChainId? Chain, ImmutableArray<Address> Contracts, AbiEvent? Event, int Confirmations) Read(YamlNode? node)
    {
        if (scalars.Map(node, "a map with chain, contract and event") is not { } map)
            return (null, [], null, 0);
        var section = new Section(map, mistakes);
        var chain = Chain(section.Required("chain", vocabulary.Chains.Keys.FirstOrDefault("eip155:1")));
        var contract = section.Required("contract", "any, one address or a list");
        var contracts = Contracts(contract);
        var declared = Event(
            section.Required("event", "Transfer(address indexed from, address indexed to, uint256 amount)"));
        var confirmations = scalars.Whole(
            section.Optional("confirmations"), "a number of blocks", 0, ConfirmationsMax) ?? 0;
        section.Close();
        IsAnyContract = contract is YamlNode.Text { Value: "any" };
        if (declared is { Anonymous: true } && IsAnyContract)
            mistakes.Add(contract!.Place, "An anonymous event has no topic to look for: name its contract.");
        return (chain, contracts, declared, confirmations);
    }

    private ChainId? Chain(YamlNode? node)
    {
        if (scalars.Text(node, "the name of a chain") is not { Value: var name } text)
            return null;
        if (vocabulary.Chains.TryGetValue(name, out var chain))
            return chain;
        if (vocabulary.Chains.ContainsValue(new ChainId(name)))
            return new ChainId(name);
        if (vocabulary.AnyChain is { } any)
            return any;
        mistakes.Add(text.Place,
            $"Unknown chain \"{Shown.Of(name)}\": {NearestWord.Advice(name, [.. vocabulary.Chains.Keys])}");
        return null;
    }

    /// <summary>The contracts; empty for any.</summary>
    public ImmutableArray<Address> Contracts(YamlNode? node)
    {
        if (node is YamlNode.Text { Value: "any" })
            return [];
        var contracts = ImmutableArray.CreateBuilder<Address>();
        foreach (var text in scalars.TextOrList(node, "any, one address or a list of addresses", ContractsMax))
        {
            var problem = Address.Parse(text.Value).Match(
                address =>
                {
                    if (contracts.Contains(address))
                        return $"\"{text.Value}\" is listed twice: leave one out.";
                    contracts.Add(address);
                    return null;
                },
                why => Described(text, why));
            if (problem is not null)
                mistakes.Add(text.Place, problem);
        }

        return contracts.ToImmutable();
    }

    private static string Described(YamlNode.Text text, string why) =>
        text.Value == "any" ? "\"any\" stands alone, not in a list." : $"\"{Shown.Of(text.Value)}\": {why}";

    /// <summary>An event's declaration; null after mistakes.</summary>
    public AbiEvent? Event(YamlNode? node)
    {
        if (scalars.Text(node, "an event's declaration") is not { } text)
            return null;
        return AbiEvent.Parse(text.Value).Match<AbiEvent?>(
            declared => declared,
            (column, problem) =>
            {
                mistakes.Add(text.PlaceOf(column - 1), problem);
                return null;
            });
    }
}
