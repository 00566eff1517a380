using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads one tier's thresholds: a number, a band <c>0.95..1.05</c>, or a list from mild to deep.</summary>
internal sealed class LevelsReader(AlertSide side, Scalars scalars, Mistakes mistakes)
{
    private const int LevelsMax = 8;

    private string What => side == AlertSide.Either ? "a band such as 0.95..1.05" : "a number such as 1.30";

    public Levels? Read(YamlNode? node)
    {
        var texts = scalars.TextOrList(node, What, LevelsMax);
        if (texts.IsEmpty)
            return null;
        var thresholds = ImmutableArray.CreateBuilder<Threshold>();
        foreach (var text in texts)
        {
            if (Read(text) is not { } threshold)
                return null;
            if (thresholds.Count > 0 && !IsBeyond(thresholds[^1], threshold))
                mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" must lie {Direction} the one before: "
                    + "levels go from mild to deep.");
            thresholds.Add(threshold);
        }

        return new Levels(thresholds.ToImmutable());
    }

    private string Direction => side switch
    {
        AlertSide.Below => "below",
        AlertSide.Above => "above",
        _ => "around",
    };

    private Threshold? Read(YamlNode.Text text)
    {
        if (side != AlertSide.Either)
            return scalars.Number(text, text.Value, What) is { } line
                ? side == AlertSide.Below ? Threshold.Below(line) : Threshold.Above(line)
                : null;
        var dots = text.Value.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is not {What}.");
            return null;
        }

        if (scalars.Number(text, text.Value[..dots], What) is not { } low
            || scalars.Number(text, text.Value[(dots + 2)..], What) is not { } high)
            return null;
        if (low < high)
            return new Threshold(low, high);
        mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is empty: the lower edge comes first.");
        return null;
    }

    private static bool IsBeyond(Threshold before, Threshold threshold) =>
        (before.Low is not { } low || threshold.Low < low) && (before.High is not { } high || threshold.High > high);
}
