using System.Globalization;

namespace Kwala.Bench;

/// <summary>Options of a scenario: <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads what was typed after the scenario's name.</summary>
    /// <param name="words">The words.</param>
    /// <param name="known">The names of the scenario's options.</param>
    /// <exception cref="UsageException">A word is no option of the scenario, or an option has no value.</exception>
    public Arguments(ReadOnlySpan<string> words, IReadOnlyCollection<string> known)
    {
        for (var at = 0; at < words.Length; at += 2)
        {
            var name = words[at].StartsWith("--", StringComparison.Ordinal) ? words[at][2..] : "";
            if (!known.Contains(name))
                throw new UsageException(
                    $"{words[at]} is no option here; there are {string.Join(", ", known.Select(it => "--" + it))}.");
            if (at + 1 == words.Length)
                throw new UsageException($"--{name} needs a value.");
            _values[name] = words[at + 1];
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="UsageException">It is not there.</exception>
    public string Needed(string name) =>
        Text(name) ?? throw new UsageException($"This scenario needs --{name}.");

    /// <summary>A whole number of zero or more.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public int Number(string name, int otherwise) =>
        Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--{name} takes a whole number, not {text}.");

    /// <summary>A whole number of one or more.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public int AtLeastOne(string name, int otherwise) =>
        Number(name, otherwise) is > 0 and var number
            ? number
            : throw new UsageException($"--{name} takes a whole number of 1 or more.");

    /// <summary>What the named file holds; null where none is named.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public string? FileText(string name) =>
        Text(name) is not { } path ? null
        : File.Exists(path) ? File.ReadAllText(path)
        : throw new UsageException($"--{name}: there is no file {path}.");

    /// <summary>An http address.</summary>
    /// <exception cref="UsageException">It is not there, or is none.</exception>
    public string Url(string name) =>
        Uri.TryCreate(Needed(name), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url.ToString()
            : throw new UsageException($"--{name} takes an address such as http://127.0.0.1:8545.");
}

/// <summary>What was typed cannot be run; the message is for who typed it.</summary>
internal sealed class UsageException(string message) : Exception(message);
