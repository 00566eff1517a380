using System.Buffers;
using System.Text.Json;
using Kwala.Core;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Names that come from outside: workflows, kinds, tiers, channels, members of objects.</summary>
internal static class Names
{
    public const int LengthMax = 64;
    public const int ChannelLengthMax = 32;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsName(string text, int lengthMax = LengthMax) =>
        text.Length > 0 && text.Length <= lengthMax && !text.AsSpan().ContainsAnyExcept(Letters);

    public static string Problem(int lengthMax = LengthMax) =>
        $"A name has 1 to {lengthMax} characters of a-z, 0-9 and -.";

    /// <summary>Whether it is an object; adds a mistake for every member that is not known.</summary>
    public static bool IsObjectOf(
        JsonElement element, JsonPointer at, Mistakes mistakes, params IReadOnlyCollection<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            mistakes.At(at, "This must be an object.");
            return false;
        }

        foreach (var member in element.EnumerateObject())
            if (!known.Contains(member.Name))
                mistakes.At(
                    at.Member(member.Name), $"There is no such member here: {NearestWord.Advice(member.Name, known)}");
        return true;
    }

    /// <summary>The member, or null where it is null or absent: both mean unset.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
