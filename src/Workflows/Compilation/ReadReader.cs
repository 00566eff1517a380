using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kwala.Core.Abi;
using Kwala.Core.Messages;
using Kwala.Core.Reading;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>read:</c>, a map from name to contract, function and arguments.</summary>
internal sealed partial class ReadReader(AbiEvent? triggeredBy, Scalars scalars, Mistakes mistakes)
{
    private const int FieldsMax = 128;
    private const string FunctionExample = "\"balanceOf(address) returns (uint256)\"";

    private static readonly ImmutableArray<string> Reserved =
        ["args", "min", "max", "abs", "true", "false", "and", "or", "not", .. TemplateFields.All];

    /// <summary>What is read, nothing for no node; null where a part of it is refused, or the event is.</summary>
    public ReadPlan? Read(YamlNode? node)
    {
        if (node is null)
            return ReadPlan.None;
        if (scalars.Map(node, "a map from name to contract and function") is not { } map)
            return null;
        if (map.Entries.Length > ReadPlan.ReadsMax)
            mistakes.Add(map.Place, $"At most {ReadPlan.ReadsMax} reads in one workflow.");
        var reads = ImmutableArray.CreateBuilder<ContractRead>();
        var entries = new Section(map, mistakes).Entries.ToList();
        foreach (var (key, value) in entries)
        {
            var name = Name(key);
            if (scalars.Map(value, "a map with contract and function") is { } parts
                && One(key, name ?? key.Value, parts) is { } read && name is not null)
                reads.Add(read);
        }

        if (triggeredBy is null || reads.Count < entries.Count)
            return null;
        var plan = ReadPlan.Of(reads.ToImmutable());
        if (plan.Fields.Length > FieldsMax)
            mistakes.Add(map.Place, $"At most {FieldsMax} values can be read; leave the names of some of them out.");
        return plan;
    }

    private string? Name(YamlNode.Text key)
    {
        if (!Names().IsMatch(key.Value))
            mistakes.Add(key.Place, $"\"{Shown.Of(key.Value)}\" cannot name a read: write 1 to 32 of a-z, A-Z, 0-9 and "
                + "_, a small letter first.");
        else if (Reserved.Contains(key.Value))
            mistakes.Add(key.Place, $"\"{key.Value}\" has a meaning of its own: call this read otherwise.");
        else if (triggeredBy?.Inputs.Any(input => input.Name == key.Value) == true)
            mistakes.Add(key.Place,
                $"\"{key.Value}\" is an argument of {triggeredBy.Name} already: call this read otherwise.");
        else
            return key.Value;
        return null;
    }

    private ContractRead? One(YamlNode.Text key, string name, YamlNode.Map map)
    {
        var section = new Section(map, mistakes);
        var contractNode = section.Required("contract", "an address, \"contract\" or an address argument");
        var functionNode = section.Required("function", FunctionExample);
        var argumentsNode = section.Optional("arguments");
        section.Close();
        var sources = new ReadSourceReader(triggeredBy, mistakes);
        var contract = scalars.Text(contractNode, "an address") is { } text
            ? sources.Read(text, new AbiType.Account())
            : null;
        if (Function(functionNode) is not { } function)
            return null;
        var arguments = Arguments(argumentsNode, function, key.Place, sources);
        if (contract is null || arguments is not { } given)
            return null;
        var read = new ContractRead(name, contract, function, given);
        if (ReadField.Of(read).Any())
            return read;
        mistakes.Add(functionNode!.Place, $"{function.Name} returns several values: name those that are of use, as in "
            + "returns (uint256 first, uint256).");
        return null;
    }

    private AbiFunction? Function(YamlNode? node)
    {
        if (scalars.Text(node, "a function's declaration") is not { } text)
            return null;
        return AbiFunction.Parse(text.Value).Match<AbiFunction?>(
            function => function,
            (column, problem) =>
            {
                mistakes.Add(text.PlaceOf(column - 1), problem);
                return null;
            });
    }

    private ImmutableArray<ReadSource>? Arguments(
        YamlNode? node, AbiFunction function, Place place, ReadSourceReader sources)
    {
        ImmutableArray<YamlNode> nodes = node switch
        {
            null => [],
            YamlNode.List list => list.Items,
            _ => [node],
        };
        if (nodes.Length != function.Inputs.Length)
        {
            mistakes.Add(node?.Place ?? place,
                $"{function.Signature} takes {function.Inputs.Length} arguments; {nodes.Length} are given here.");
            return null;
        }

        var given = ImmutableArray.CreateBuilder<ReadSource>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
            if (scalars.Text(nodes[i], "an argument's name, wallet, contract or a value") is { } text
                && sources.Read(text, function.Inputs[i].Type) is { } source)
                given.Add(source);
        return given.Count == nodes.Length ? given.ToImmutable() : null;
    }

    [GeneratedRegex(@"^[a-z][A-Za-z0-9_]{0,31}\z")]
    private static partial Regex Names();
}
