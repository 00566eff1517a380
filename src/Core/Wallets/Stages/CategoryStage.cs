namespace Kwala.Core.Wallets.Stages;

/// <summary>What is the log about?</summary>
internal static class CategoryStage
{
    /// <summary>Says which categories the log belongs to and why.</summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var workflow = verdict.Workflow;
        if (workflow.Categories is not { } rules || rules.Of(verdict.Signal.Source.Arguments) is not [_, ..] matches)
            return telling;
        foreach (var match in matches)
            telling = telling.Because(new Reason(
                ReasonCode.Category, $"It is of category {match.Name} by {match.Rule}."));
        return telling;
    }
}
