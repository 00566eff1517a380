using System.Text.Json;

namespace Kwala.Client.Http.Shapes;

/// <summary>An enum's member as a lower-case word with hyphens, as it travels and is stored.</summary>
internal static class Words
{
    /// <summary>The word of a member.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The member of a word; null for a word that this version does not know.</summary>
    public static T? Member<T>(string word)
        where T : struct, Enum
    {
        foreach (var member in Enum.GetValues<T>())
            if (Of(member) == word)
                return member;
        return null;
    }
}
