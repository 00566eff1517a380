using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Expressions;
using Kwala.Core.Reading;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads what names the event's arguments: wallet, subject, expressions (which name what is read, too). Without event,
/// nothing; without a plan of reads, since it has mistakes of its own, no expression.
/// </summary>
internal sealed class ArgumentReader(AbiEvent? triggeredBy, ReadPlan? reads, Scalars scalars, Mistakes mistakes)
{
    private const int ArgumentsMax = 64;

    /// <summary>Whether the reserved word stands in the place of an argument: no log names a wallet.</summary>
    public static bool IsSubscribers(YamlNode? node) => node is YamlNode.Text { Value: "subscribers" };

    /// <summary>Indices of arguments of type address; empty for subscribers.</summary>
    public ImmutableArray<int> Wallets(YamlNode? node) => IsSubscribers(node)
        ? []
        : Indices(node, "the name of an address argument", static i => i.Type is AbiType.Account, "an address");

    /// <summary>Indices of arguments of any type.</summary>
    public ImmutableArray<int> Subject(YamlNode? node) =>
        Indices(node, "the name of an argument", static _ => true, "an argument");

    /// <summary>The index of the one argument that is a price; null after mistakes.</summary>
    public int? Price(YamlNode? node)
    {
        var indices = Indices(
            node, "the name of a number argument", static i => i.Type is AbiType.Uint or AbiType.Int, "a number");
        if (indices.Length > 1)
            mistakes.Add(node!.Place, "One price moves: name one argument.");
        return indices.IsEmpty ? null : indices[0];
    }

    public NumberExpression? Number(YamlNode? node) =>
        Expression(node, "an expression that gives a number", ExpressionParser.ParseNumber);

    /// <summary>The value of a log that is news by itself: 1.</summary>
    public NumberExpression? Occurrence() => triggeredBy is null
        ? null
        : ((ExpressionParse<NumberExpression>.Parsed)ExpressionParser.ParseNumber("1", triggeredBy)).Expression;

    public TruthExpression? Truth(YamlNode? node) =>
        Expression(node, "an expression that is true or false", ExpressionParser.ParseTruth);

    private T? Expression<T>(YamlNode? node, string what, Func<string, AbiEvent, ReadPlan?, ExpressionParse<T>> parse)
        where T : class
    {
        if (scalars.Text(node, what) is not { } text || triggeredBy is null || reads is null)
            return null;
        return parse(text.Value, triggeredBy, reads).Match<T?>(
            expression => expression,
            (column, problem) =>
            {
                mistakes.Add(text.PlaceOf(column - 1), problem);
                return null;
            });
    }

    private ImmutableArray<int> Indices(YamlNode? node, string what, Func<AbiParameter, bool> fits, string form)
    {
        var texts = scalars.TextOrList(node, what, ArgumentsMax);
        if (triggeredBy is null)
            return [];
        var usable = triggeredBy.Inputs.Where(i => i.Name.Length > 0 && fits(i)).Select(i => i.Name).ToList();
        var indices = ImmutableArray.CreateBuilder<int>();
        foreach (var text in texts)
        {
            var index = IndexOf(text.Value);
            if (index >= 0 && fits(triggeredBy.Inputs[index]))
                indices.Add(index);
            else if (index >= 0)
                mistakes.Add(text.Place, $"{text.Value} is {triggeredBy.Inputs[index].Type}, not {form}: "
                    + NearestWord.Advice(text.Value, usable));
            else
                mistakes.Add(text.Place, $"{triggeredBy.Name} has no argument \"{Shown.Of(text.Value)}\": "
                    + NearestWord.Advice(text.Value, usable));
        }

        return indices.ToImmutable();
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < triggeredBy!.Inputs.Length; i++)
            if (name.Length > 0 && triggeredBy.Inputs[i].Name == name)
                return i;
        return -1;
    }
}
