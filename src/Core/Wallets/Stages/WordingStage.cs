using Kwala.Core.Messages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>In which language is it told? Keeps nothing back; says nothing where the owner chose none.</summary>
internal static class WordingStage
{
    /// <summary>Adds which language the action's template has for the owner.</summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn) =>
        Worded(telling, verdict.Workflow, telling.Action!.Template, turn);

    /// <summary>The same of another template.</summary>
    public static Telling Worded(Telling telling, Workflow workflow, TemplateName template, Turn turn) =>
        turn.State.Preferences.Language is { } chosen
            ? telling.Because(new Reason(ReasonCode.Language, Words(chosen.Value, workflow, template)))
            : telling;

    /// <summary>The owner chose another language: what waits is told in it.</summary>
    public static void Changed(Turn turn)
    {
        var language = turn.State.Preferences.Language?.Value;
        foreach (var pending in turn.State.Outbox)
        {
            var fields = pending.Notification.Fields;
            OutboxEdit.Replace(turn, pending, pending with
            {
                Notification = pending.Notification with
                {
                    Fields = language is null
                        ? fields.Remove(TemplateFields.Language)
                        : fields.SetItem(TemplateFields.Language, language),
                },
            });
        }
    }

    private static string Words(string chosen, Workflow workflow, TemplateName template)
    {
        var used = workflow.Templates.GetValueOrDefault(template)?.LanguageFor(chosen);
        return used is null ? $"The owner chose {chosen}, which {template} has no words in: it is told in its own."
            : used == chosen ? $"The owner chose {chosen}: it is told in it."
            : $"The owner chose {chosen}: it is told in {used}, the nearest that {template} has.";
    }
}
