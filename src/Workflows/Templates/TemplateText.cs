using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kwala.Core;

namespace Kwala.Workflows.Templates;

/// <summary>
/// The part of Handlebars that templates may use: fields, if, unless, else and comments. Every tag is checked here and
/// written anew with the field's number (<c>{{f3}}</c>, <c>{{#if c3}}</c>), so that nothing else reaches the engine.
/// </summary>
/// <param name="Text">The text for the engine.</param>
/// <param name="Fields">The fields that are printed or tested, in the order of their numbers.</param>
/// <param name="Problems">What is wrong, each with its offset in the original.</param>
internal sealed record TemplateText(
    string Text, ImmutableArray<TemplateField> Fields, ImmutableArray<(int Offset, string Problem)> Problems)
{
    /// <summary>Reads the tags of a text that may name these fields.</summary>
    public static TemplateText Of(string text, KnownFields known) => new TagReader(text, known).Read();
}

/// <summary>A field that a template uses; <paramref name="Printed"/> is false where it is only tested.</summary>
internal sealed record TemplateField(string Name, bool Printed);

/// <summary>Walks over the tags of one template.</summary>
internal sealed class TagReader(string text, KnownFields known)
{
    private readonly StringBuilder _rewritten = new();
    private readonly List<TemplateField> _fields = [];
    private readonly List<(int, string)> _problems = [];
    private readonly Stack<(int Offset, string Word, bool InElse)> _blocks = new();
    private int _at;

    public TemplateText Read()
    {
        for (int open; (open = text.IndexOf("{{", _at, StringComparison.Ordinal)) >= 0;)
        {
            _rewritten.Append(text, _at, open - _at);
            if (open > 0 && text[open - 1] == '\\')
                Problem(open - 1, "Leave out the backslash: {{ always begins a field.");
            if (!Tag(open))
                break;
        }

        if (_at < text.Length)
            _rewritten.Append(text, _at, text.Length - _at);
        foreach (var (offset, word, _) in _blocks)
            Problem(offset, $"{{{{#{word}}}}} is not closed: add {{{{/{word}}}}}.");
        return new TemplateText(_rewritten.ToString(), [.. _fields], [.. _problems]);
    }

    private bool Tag(int open)
    {
        var comment = text.AsSpan(open).StartsWith("{{!--") || text.AsSpan(open).StartsWith("{{~!--");
        var end = text.IndexOf(comment ? "--" : "}}", open + (comment ? 6 : 2), StringComparison.Ordinal);
        end = end < 0 ? end : text.IndexOf("}}", end, StringComparison.Ordinal);
        if (end < 0)
        {
            Problem(open, "{{ is not closed: add }}.");
            _at = text.Length;
            return false;
        }

        var inner = text.AsSpan((open + 2)..end);
        var (before, after) = (inner.StartsWith('~') ? "~" : "", inner.Length > 1 && inner.EndsWith('~') ? "~" : "");
        var tag = inner[before.Length..^after.Length].Trim().ToString();
        _at = end + 2;
        if (tag.StartsWith('{') || text.AsSpan(_at).StartsWith('}'))
        {
            Problem(open, "Three braces would print a field without escaping: write two.");
            _at += text.AsSpan(_at).StartsWith('}') ? 1 : 0;
        }
        else if (!tag.StartsWith('!'))
            _rewritten.Append(CultureInfo.InvariantCulture, $"{{{{{before}{Rewritten(open, tag)}{after}}}}}");
        else if (before.Length + after.Length > 0)
            _rewritten.Append(CultureInfo.InvariantCulture, $"{{{{{before}! {after}}}}}");
        return true;
    }

    private string Rewritten(int open, string tag)
    {
        switch (tag)
        {
            case "":
                Problem(open, "Empty braces: name a field, as in {{value}}.");
                return "f0";
            case "else":
                if (!_blocks.TryPop(out var block) || block.InElse)
                    Problem(open, "{{else}} stands between {{#if ...}} and {{/if}}, once.");
                else
                    _blocks.Push(block with { InElse = true });
                return tag;
            case ['#', ..]:
                return Opened(open, tag);
            case ['/', ..]:
                var word = tag[1..].Trim();
                if (!_blocks.TryPop(out var closed) || closed.Word != word)
                    Problem(open, $"{{{{/{word}}}}} closes nothing that is open here.");
                return tag;
            default:
                return Field(open, tag, printed: true);
        }
    }

    private string Opened(int open, string tag)
    {
        var parts = tag[1..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["if" or "unless", var name])
        {
            Problem(open, "Only {{#if field}} and {{#unless field}} open a block.");
            _blocks.Push((open, parts.FirstOrDefault("if"), false));
            return "#if c0";
        }

        _blocks.Push((open, parts[0], false));
        return $"#{parts[0]} {Field(open, name, printed: false)}";
    }

    private string Field(int open, string name, bool printed)
    {
        if (name[0] is '>' or '&' or '^' or '*' || name.Any(char.IsWhiteSpace))
            Problem(open, "Only fields, {{#if field}}, {{#unless field}} and {{else}} can stand in braces.");
        else if (!known.Contains(name))
            Problem(open, $"There is no field \"{name}\": {NearestWord.Advice(name, known.Names)}");
        var number = _fields.FindIndex(f => f.Name == name);
        if (number < 0)
        {
            number = _fields.Count;
            _fields.Add(new TemplateField(name, printed));
        }
        else if (printed)
            _fields[number] = new TemplateField(name, printed);
        return string.Create(CultureInfo.InvariantCulture, $"{(printed ? 'f' : 'c')}{number}");
    }

    private void Problem(int offset, string problem) => _problems.Add((offset, problem));
}
