using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;

namespace Kwala.Core.Expressions;

/// <summary>What names mean in an expression: the event's arguments, true and false, and three functions.</summary>
internal sealed class ExpressionNames(AbiEvent triggeredBy)
{
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

    /// <summary>What the name stands for, or why it cannot stand here.</summary>
    public (Operand? Operand, string Problem) Find(ExpressionToken name)
    {
        var index = IndexOf(name.Text);
        if (index < 0)
            return name.Text is "true" or "false"
                ? (new Operand(name.Column, Truth: new ConstantTruth(name.Text == "true")), "")
                : (null, Unknown(name.Text));
        return triggeredBy.Inputs[index].Type switch
        {
            AbiType.Uint or AbiType.Int => (new Operand(name.Column, new ArgumentNumber(index)), ""),
            AbiType.Flag => (new Operand(name.Column, Truth: new ArgumentTruth(index)), ""),
            var type => (null, $"{name.Text} is {type}: an expression computes with uint, int and bool arguments only. "
                + Usable()),
        };
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < triggeredBy.Inputs.Length; i++)
            if (triggeredBy.Inputs[i].Name == name)
                return i;
        return -1;
    }

    private string Unknown(string name)
    {
        var named = triggeredBy.Inputs.Where(i => i.Name.Length > 0).Select(i => i.Name).ToList();
        if (NearestWord.Of(name, named) is null && Functions.Contains(name))
            return $"{name} is a function: write {name}(...).";
        return named.Count == 0
            ? $"{triggeredBy.Name} has no named argument: name them in \"event\", as in amount of (uint256 amount)."
            : $"{triggeredBy.Name} has no argument \"{name}\": {NearestWord.Advice(name, named)}";
    }

    private string Usable()
    {
        var usable = triggeredBy.Inputs
            .Where(i => i.Name.Length > 0 && i.Type is AbiType.Uint or AbiType.Int or AbiType.Flag)
            .Select(i => i.Name).ToList();
        return usable.Count == 0 ? "This event has none." : $"Use {string.Join(" or ", usable)}.";
    }
}
