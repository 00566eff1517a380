using Kwala.Core;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// One map of a workflow file. Its keys are asked for by name; <see cref="Close"/> then reports those that nobody
/// asked for, those given twice and those missing.
/// </summary>
internal sealed class Section
{
    private readonly YamlNode.Map _map;
    private readonly Mistakes _mistakes;
    private readonly Dictionary<string, (YamlNode.Text Key, YamlNode? Value)> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private readonly List<(string Key, string Example)> _missing = [];

    public Section(YamlNode.Map map, Mistakes mistakes)
    {
        _map = map;
        _mistakes = mistakes;
        foreach (var entry in map.Entries)
            if (!_entries.TryAdd(entry.Key.Value, entry))
                mistakes.Add(entry.Key.Place,
                    $"\"{entry.Key.Value}\" is given twice, first in line {_entries[entry.Key.Value].Key.Place.Line}: "
                    + "leave one out.");
    }

    /// <summary>Every key once, with its value, in the order of the text.</summary>
    public IEnumerable<(YamlNode.Text Key, YamlNode? Value)> Entries => _entries.Values.OrderBy(e => e.Key.Place);

    /// <summary>The value of the key, or null.</summary>
    public YamlNode? Optional(string key)
    {
        if (!_asked.Contains(key))
            _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) ? entry.Value : null;
    }

    /// <summary>The value of the key, or null and a mistake that shows how the key is written.</summary>
    public YamlNode? Required(string key, string example)
    {
        if (!_entries.ContainsKey(key))
            _missing.Add((key, example));
        return Optional(key);
    }

    /// <summary>Reports unknown and missing keys. A misspelt key is not reported as missing too.</summary>
    public void Close()
    {
        var meant = new List<string?>();
        foreach (var (key, _) in Entries.Where(e => !_asked.Contains(e.Key.Value)))
        {
            meant.Add(NearestWord.Of(key.Value, _asked));
            _mistakes.Add(key.Place, $"Unknown key \"{Shown.Of(key.Value)}\": {NearestWord.Advice(key.Value, _asked)}");
        }

        foreach (var (key, example) in _missing.Where(m => !meant.Contains(m.Key)))
            _mistakes.Add(_map.Place, $"Missing key \"{key}\": add {key}: {example}");
    }
}

/// <summary>Text from a file as a message shows it: on one line and short.</summary>
internal static class Shown
{
    private const int LengthMax = 60;

    public static string Of(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= LengthMax ? line : string.Concat(line.AsSpan(0, LengthMax), "…");
    }
}
