using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads one tier's changes: <c>5%</c> either way, <c>+5%</c> up, <c>-5%</c> down, or without percent in the value's
/// unit; or a list from mild to deep. All of a workflow have one direction and one unit.
/// </summary>
internal sealed class ChangeLevelsReader(Scalars scalars, Mistakes mistakes)
{
    private const int LevelsMax = 8;
    private const string What = "a change such as 5%, +5%, -5% or 0.02";

    private (AlertSide Side, bool IsRelative)? _form;

    /// <summary>Up, down or either way: that of the first change.</summary>
    public AlertSide Side => _form?.Side ?? AlertSide.Either;

    /// <summary>Whether they are percentages.</summary>
    public bool IsRelative => _form?.IsRelative ?? false;

    public Levels? Read(YamlNode? node)
    {
        var texts = scalars.TextOrList(node, What, LevelsMax);
        var thresholds = ImmutableArray.CreateBuilder<Threshold>();
        var before = Rational.Zero;
        foreach (var text in texts)
        {
            if (Read(text) is not var (threshold, size))
                return null;
            if (size <= before)
                mistakes.Add(text.Place, thresholds.Count == 0
                    ? $"\"{Shown.Of(text.Value)}\" is no change: write {What}."
                    : $"\"{Shown.Of(text.Value)}\" must be farther than the one before: levels go from mild to deep.");
            thresholds.Add(threshold);
            before = size;
        }

        return thresholds.Count == 0 ? null : new Levels(thresholds.ToImmutable());
    }

    private (Threshold Line, Rational Size)? Read(YamlNode.Text text)
    {
        var written = text.Value.Trim();
        var side = written.StartsWith('+') ? AlertSide.Above
            : written.StartsWith('-') ? AlertSide.Below
            : AlertSide.Either;
        var isRelative = written.EndsWith('%');
        if (scalars.Number(text, written.TrimStart('+', '-').TrimEnd('%'), What) is not { } size)
            return null;
        _form ??= (side, isRelative);
        if (_form != (side, isRelative))
            mistakes.Add(text.Place,
                $"\"{Shown.Of(text.Value)}\" differs in form from the first change: "
                + "give all of them one sign and unit.");
        return (side switch
        {
            AlertSide.Above => Threshold.Above(size),
            AlertSide.Below => Threshold.Below(-size),
            _ => new Threshold(-size, size),
        }, size);
    }
}
