using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads what a contract is asked with: an argument of the event, <c>wallet</c>, <c>contract</c> (who emitted the
/// log), or a value. An argument of one of these names goes before.
/// </summary>
internal sealed class ReadSourceReader(AbiEvent? triggeredBy, Mistakes mistakes)
{
    /// <summary>What the text stands for where this type is wanted; null after a mistake, or without event.</summary>
    public ReadSource? Read(YamlNode.Text text, AbiType wanted)
    {
        if (triggeredBy is null)
            return null;
        for (var i = 0; i < triggeredBy.Inputs.Length; i++)
            if (triggeredBy.Inputs[i] is { Name.Length: > 0 } input && input.Name == text.Value)
                return Argument(text, input, i, wanted);
        if (wanted is AbiType.Account && text.Value is "wallet" or "contract")
            return text.Value == "wallet" ? new ReadSource.Wallet() : new ReadSource.Emitter();
        var (value, problem) = Literal(text.Value, wanted);
        if (value is not null)
            return new ReadSource.Literal(value);
        mistakes.Add(text.Place, problem);
        return null;
    }

    private ReadSource.Argument? Argument(YamlNode.Text text, AbiParameter input, int index, AbiType wanted)
    {
        if (input is { Indexed: true, Type.IsValueType: false })
            mistakes.Add(text.Place,
                $"{input.Name} is indexed, so that only its hash is known: it cannot be asked with.");
        else if (!IsOf(wanted, input.Type))
            mistakes.Add(text.Place, $"{input.Name} is {input.Type}, and {wanted} is asked for here.{Usable(wanted)}");
        else
            return new ReadSource.Argument(index);
        return null;
    }

    // A smaller whole number is one of the larger type, too.
    private static bool IsOf(AbiType wanted, AbiType given) => (wanted, given) switch
    {
        (AbiType.Uint w, AbiType.Uint g) => g.Bits <= w.Bits,
        (AbiType.Int w, AbiType.Int g) => g.Bits <= w.Bits,
        (AbiType.Int w, AbiType.Uint g) => g.Bits < w.Bits,
        _ => wanted.CanonicalName == given.CanonicalName,
    };

    private (AbiValue? Value, string Problem) Literal(string text, AbiType wanted) => wanted switch
    {
        AbiType.Account => Address.Parse(text).Match<(AbiValue?, string)>(
            address => (new AbiValue.Account(address), ""),
            why => (null, text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? $"\"{Shown.Of(text)}\": {why}"
                : $"\"{Shown.Of(text)}\" is no address here: {NearestWord.Advice(text, [.. Names(wanted)])}")),
        AbiType.Uint or AbiType.Int => Number(text, wanted) is { } number
            ? (number, "")
            : (null, NoValue(text, wanted, "a whole number that it can hold")),
        AbiType.Flag when text is "true" or "false" => (new AbiValue.Flag(text == "true"), ""),
        AbiType.Flag => (null, NoValue(text, wanted, "true or false")),
        AbiType.FixedBytes or AbiType.Blob => Bytes(text, wanted) is { } bytes
            ? (bytes, "")
            : (null, NoValue(text, wanted, wanted is AbiType.FixedBytes { Size: var size }
                ? $"0x and {2 * size} hex digits"
                : "0x and hex digits")),
        _ => (null, NoValue(text, wanted, "an argument of that type; it cannot be written here")),
    };

    private string NoValue(string text, AbiType wanted, string form) =>
        $"\"{Shown.Of(text)}\" is no {wanted}: write {form}.{Usable(wanted)}";

    private string Usable(AbiType wanted)
    {
        var names = Names(wanted).ToList();
        return names.Count == 0 ? "" : $" Of that type are {string.Join(", ", names)}.";
    }

    private IEnumerable<string> Names(AbiType wanted) => triggeredBy!.Inputs
        .Where(i => i.Name.Length > 0 && (!i.Indexed || i.Type.IsValueType) && IsOf(wanted, i.Type))
        .Select(i => i.Name)
        .Concat(wanted is AbiType.Account ? ["wallet", "contract"] : [])
        .Distinct();

    private static AbiValue.Number? Number(string text, AbiType wanted)
    {
        if (!Rational.TryParse(text, out var read)
            || read.Reduced() is not { IsFinite: true, Denominator.IsOne: true } whole)
            return null;
        var number = new AbiValue.Number(whole.Numerator);
        return AbiWriter.Fits(wanted, number) ? number : null;
    }

    private static AbiValue.Blob? Bytes(string text, AbiType wanted)
    {
        if (text.Length < 2 || text.Length % 2 != 0)
            return null;
        var bytes = new byte[(text.Length - 2) / 2];
        if (!Hex.TryDecode(text.AsSpan(), bytes))
            return null;
        var blob = new AbiValue.Blob(ImmutableArray.Create(bytes));
        return AbiWriter.Fits(wanted, blob) ? blob : null;
    }
}
