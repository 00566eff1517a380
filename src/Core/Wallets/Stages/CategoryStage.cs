namespace Kwala.Core.Wallets.Stages;

/// <summary>Is the log about something that the owner chose to hear of?</summary>
internal static class CategoryStage
{
    /// <summary>
    /// Says which categories the log belongs to and why; keeps back what belongs to none that the owner chose. Where
    /// the log is not at hand any more, it is told: it came to the wallet for a category of its own.
    /// </summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var workflow = verdict.Workflow;
        if (workflow.Categories is not { } rules || rules.Of(verdict.Signal.Source.Arguments) is not [_, ..] matches)
            return telling;
        foreach (var match in matches)
            telling = telling.Because(new Reason(
                ReasonCode.Category, $"It is of category {match.Name} by {match.Rule}."));
        return turn.State.Preferences.Subscriptions.GetValueOrDefault(workflow.Id)?.Categories is not [_, ..] chosen
            || matches.Any(match => chosen.Contains(match.Name.Value))
            ? telling
            : telling.KeepBack(new Reason(
                ReasonCode.CategoryNotChosen, $"The owner chose {string.Join(", ", chosen)} of {workflow.Id}.")
            {
                Otherwise = $"The owner would have been told with category {matches[0].Name} chosen.",
            });
    }
}
