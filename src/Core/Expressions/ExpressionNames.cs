using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Core.Expressions;

/// <summary>
/// What names mean in an expression: the event's arguments, what is read for it, true and false, and three functions.
/// </summary>
internal sealed class ExpressionNames(AbiEvent triggeredBy, ReadPlan reads)
{
    // What is read stands behind the arguments.
    private readonly List<(string Name, AbiType Type)> _named =
    [
        .. triggeredBy.Inputs.Select(input => (input.Name, input.Type)),
        .. reads.Fields.Select(field => (field.Name, field.Type)),
    ];

    private readonly SortedSet<int> _used = [];

    private static readonly ImmutableArray<string> Functions = ["min", "max", "abs"];

    public static bool IsOperator(string name) => name is "and" or "or" or "not";

    /// <summary>What combines two arguments of a call (abs has one and combines nothing), or null.</summary>
    public static Func<Rational, Rational, Rational>? Function(string name) => name switch
    {
        "min" => Rational.Min,
        "max" => Rational.Max,
        "abs" => static (first, _) => first,
        _ => null,
    };

    public static string UnknownFunction(string name) =>
        $"There is no function \"{name}\": {NearestWord.Advice(name, Functions)}";

    /// <summary>The indices that were found, each once.</summary>
    public ImmutableArray<int> Used => [.. _used];

    /// <summary>What the name stands for, or why it cannot stand here.</summary>
    public (Operand? Operand, string Problem) Find(ExpressionToken name)
    {
        var index = _named.FindIndex(it => it.Name == name.Text);
        if (index < 0 || name.Text.Length == 0)
            return name.Text is "true" or "false"
                ? (new Operand(name.Column, Truth: new ConstantTruth(name.Text == "true")), "")
                : (null, Unknown(name.Text));
        _used.Add(index);
        return _named[index].Type switch
        {
            AbiType.Uint or AbiType.Int => (new Operand(name.Column, new ArgumentNumber(index)), ""),
            AbiType.Flag => (new Operand(name.Column, Truth: new ArgumentTruth(index)), ""),
            var type => (null, $"{name.Text} is {type}: an expression computes with uint, int and bool "
                + $"{(HasReads ? "values" : "arguments")} only. {Usable()}"),
        };
    }

    private bool HasReads => _named.Count > triggeredBy.Inputs.Length;

    private string Unknown(string name)
    {
        var named = _named.Where(i => i.Name.Length > 0).Select(i => i.Name).ToList();
        if (NearestWord.Of(name, named) is null && Functions.Contains(name))
            return $"{name} is a function: write {name}(...).";
        if (HasReads)
            return $"Neither {triggeredBy.Name} nor a read has \"{name}\": {NearestWord.Advice(name, named)}";
        return named.Count == 0
            ? $"{triggeredBy.Name} has no named argument: name them in \"event\", as in amount of (uint256 amount)."
            : $"{triggeredBy.Name} has no argument \"{name}\": {NearestWord.Advice(name, named)}";
    }

    private string Usable()
    {
        var usable = _named
            .Where(i => i.Name.Length > 0 && i.Type is AbiType.Uint or AbiType.Int or AbiType.Flag)
            .Select(i => i.Name).ToList();
        return usable.Count == 0 ? "This event has none." : $"Use {string.Join(" or ", usable)}.";
    }
}
