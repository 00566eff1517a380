using System.Buffers;
using Kwala.Core.Segments;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Hosting;

/// <summary>Tells every mistake in <see cref="SegmentsOptions"/> at once, with its place and remedy.</summary>
internal sealed class SegmentsOptionsValidator : IValidateOptions<SegmentsOptions>
{
    private const int SegmentsMax = 64, NameLengthMax = 64;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public ValidateOptionsResult Validate(string? name, SegmentsOptions options)
    {
        List<string> mistakes = [];
        if (options.Where.Count > SegmentsMax)
            mistakes.Add(
                $"{SegmentsOptions.Section}:Where has {options.Where.Count} segments; {SegmentsMax} is the most.");
        foreach (var (segment, condition) in options.Where.OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            var place = $"{SegmentsOptions.Section}:Where:{segment}";
            if (segment.Length is 0 or > NameLengthMax || segment.AsSpan().ContainsAnyExcept(NameLetters))
                mistakes.Add($"{place}: a segment's name has 1 to {NameLengthMax} of a-z, 0-9 and -.");
            if (SegmentRules.Parse(condition ?? "").Match<string?>(_ => null, (column, problem) =>
                $"{place}, column {column}: {problem}") is { } mistake)
                mistakes.Add(mistake);
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
