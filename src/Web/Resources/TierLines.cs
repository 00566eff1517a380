using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Web.Json;
using Kwala.Web.Problems;

namespace Kwala.Web.Resources;

/// <summary>One line of a bulk change, understood or not.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Assignment">Null where it was not understood.</param>
/// <param name="Problem">What is wrong with it, else null.</param>
internal sealed record TierLine(int Number, TierAssignment? Assignment, string? Problem);

/// <summary>The lines of a bulk change, or why the body as a whole cannot be read.</summary>
internal abstract record TierLines
{
    /// <summary>What 8 MB hold at about 80 bytes a line.</summary>
    public const int CountMax = 100_000;

    private TierLines()
    {
    }

    public sealed record Whole(ImmutableArray<TierLine> Lines) : TierLines;

    public sealed record Malformed(string Detail) : TierLines;

    public static TierLines Read(ReadOnlyMemory<byte> body, bool isArray)
    {
        var lines = isArray ? OfArray(body) : OfNdjson(body);
        return lines is Whole { Lines: { Length: > CountMax } many }
            ? new Malformed($"{many.Length} lines are too many: send at most {CountMax} at once.")
            : lines;
    }

    private static TierLines OfArray(ReadOnlyMemory<byte> body) => JsonBody.Parse(body) switch
    {
        JsonBody.Parsed { Root: { ValueKind: JsonValueKind.Array } root } =>
            new Whole([.. root.EnumerateArray().Index().Select(item => Line(item.Index + 1, item.Item))]),
        JsonBody.Malformed { Detail: var detail } => new Malformed(detail),
        _ => new Malformed("Send a list of {\"wallet\": \"0x...\", \"tier\": \"standard\"}."),
    };

    private static Whole OfNdjson(ReadOnlyMemory<byte> body)
    {
        var lines = ImmutableArray.CreateBuilder<TierLine>();
        var number = 0;
        while (body.Length > 0)
        {
            number++;
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            lines.Add(JsonBody.Parse(line) is JsonBody.Parsed { Root: var root }
                ? Line(number, root)
                : new TierLine(number, null, "This line is not well-formed JSON."));
        }

        return new Whole(lines.ToImmutable());
    }

    private static TierLine Line(int number, JsonElement element)
    {
        var mistakes = new Mistakes();
        var at = JsonPointer.Root;
        if (!Names.IsObjectOf(element, at, mistakes, "wallet", "tier"))
            return Refused(number, mistakes);
        var text = Names.Member(element, "wallet") is { ValueKind: JsonValueKind.String } member
            ? member.GetString()
            : "";
        var wallet = Address.Parse(text!).Match<Address?>(address => address, problem =>
        {
            mistakes.At(at.Member("wallet"), problem);
            return null;
        });
        var tier = PreferencesReader.Tier(element, at, mistakes);
        if (!element.TryGetProperty("tier", out _))
            mistakes.At(at.Member("tier"), "tier is missing: name one, or write null to unset.");
        return mistakes.None && wallet is { } whose
            ? new TierLine(number, new TierAssignment(whose, tier), null)
            : Refused(number, mistakes);
    }

    private static TierLine Refused(int number, Mistakes mistakes) =>
        new(number, null, string.Join(" ", mistakes.ToImmutable().Select(it => $"{it.Pointer}: {it.Detail}")));
}
