using System.Collections.Immutable;
using Kwala.Core.Messages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>The line of a digest that a notification becomes: its title, in the owner's language.</summary>
internal static class DigestLine
{
    /// <summary>The most characters of a line.</summary>
    public const int LengthMax = 120;

    /// <summary>As it is worded when it goes into the digest.</summary>
    public static string Of(Turn turn, Notification notification) => Cut(
        TemplateOf(turn, notification.Workflow, notification.Template)?.Title(notification.Fields)
        ?? $"{notification.Kind}: {notification.Fields.GetValueOrDefault(TemplateFields.Value)}");

    /// <summary>What it takes to word it anew.</summary>
    public static ImmutableSortedDictionary<string, string> FieldsOf(Turn turn, Notification notification)
    {
        var needed = TemplateOf(turn, notification.Workflow, notification.Template)?.TitleFields ?? [];
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in needed.Add(TemplateFields.Language))
            if (notification.Fields.TryGetValue(name, out var value))
                fields[name] = value;
        return fields.ToImmutable();
    }

    /// <summary>
    /// As the digest shows it: worded anew where the owner chose another language since, by the workflow as it is now.
    /// </summary>
    public static string Now(Turn turn, DigestItem item)
    {
        var language = turn.State.Preferences.Language?.Value;
        if (item.Template is not { } name || item.Fields.GetValueOrDefault(TemplateFields.Language) == language)
            return item.Line;
        var fields = language is null
            ? item.Fields.Remove(TemplateFields.Language)
            : item.Fields.SetItem(TemplateFields.Language, language);
        return TemplateOf(turn, item.Workflow, name)?.Title(fields) is { } title ? Cut(title) : item.Line;
    }

    private static MessageTemplate? TemplateOf(Turn turn, WorkflowId workflow, TemplateName template) =>
        turn.Policy.Workflows.GetValueOrDefault(workflow)?.Templates.GetValueOrDefault(template);

    private static string Cut(string line) =>
        line.Length <= LengthMax ? line : string.Concat(line.AsSpan(0, LengthMax - 1), "…");
}
