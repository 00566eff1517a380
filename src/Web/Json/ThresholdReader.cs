using System.Text.Json;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Reads a threshold from a request, collecting every mistake.</summary>
internal static class ThresholdReader
{
    public static Threshold? Read(JsonElement value, JsonPointer at, Mistakes mistakes)
    {
        if (!Names.IsObjectOf(value, at, mistakes, "below", "above", "low", "high"))
            return null;
        var below = Number(value, "below", at, mistakes);
        var above = Number(value, "above", at, mistakes);
        var low = Number(value, "low", at, mistakes);
        var high = Number(value, "high", at, mistakes);
        switch (below, above, low, high)
        {
            case ({ } line, null, null, null):
                return Threshold.Below(line);
            case (null, { } line, null, null):
                return Threshold.Above(line);
            case (null, null, { } from, { } to) when from < to:
                return new Threshold(from, to);
            case (null, null, { }, { }):
                mistakes.At(at, "low must be less than high.");
                return null;
            default:
                mistakes.At(
                    at, """Write {"below": "1.10"}, {"above": "1.10"} or {"low": "0.95", "high": "1.05"}.""");
                return null;
        }
    }

    private static Rational? Number(JsonElement threshold, string side, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(threshold, side) is not { } element)
            return null;
        if (!Decimals.TryRead(element, out var value))
            mistakes.At(at.Member(side), Decimals.Problem);
        return value;
    }
}
