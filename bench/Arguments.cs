using System.Globalization;

namespace Kwala.Bench;

/// <summary>Options of a scenario: <c>--name value</c>.</summary>
internal sealed class Arguments(string[] words)
{
    public string? Text(string name)
    {
        var at = Array.IndexOf(words, "--" + name);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
    }

    public string Needed(string name) =>
        Text(name) ?? throw new ArgumentException($"This scenario needs --{name}.");

    public int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
