using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>over:</c> or <c>per:</c>, the window of a change.</summary>
internal sealed class WindowReader(Scalars scalars, Mistakes mistakes)
{
    private static readonly TimeSpan Min = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SlidingMax = TimeSpan.FromDays(30);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The window, sliding or fixed; null where there is none, or after a mistake.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="isNeeded">Whether there has to be one, or must be none; null where that is not known.</param>
    public (TimeSpan Length, bool IsSliding)? Read(Section workflow, bool? isNeeded)
    {
        var over = workflow.Optional("over");
        var per = workflow.Optional("per");
        if (isNeeded is null)
            return null;
        if (isNeeded == false)
        {
            foreach (var node in new[] { over, per })
                if (node is not null)
                    mistakes.Add(node.Place, "Only alert: change has a window: leave this out.");
            return null;
        }

        if (over is not null && per is not null)
            mistakes.Add(per.Place, "A change is over a sliding window or per a fixed one: leave one out.");
        if (over is null && per is null)
            workflow.Required("over", "1h, or per: 1d");
        return over is not null ? Length(over, "over") is { } sliding ? (sliding, true) : null
            : Length(per, "per") is { } since ? (since, false) : null;
    }

    private TimeSpan? Length(YamlNode? node, string key)
    {
        if (scalars.Text(node, "a duration such as 1h or 1d") is not { } text)
            return null;
        var given = Durations.TryParse(text.Value);
        if (key == "over" && given >= Min && given <= SlidingMax)
            return given;
        if (key == "per" && given >= Min && given <= Day && Day.Ticks % given.Value.Ticks == 0)
            return given;
        mistakes.Add(text.Place, key == "over"
            ? $"\"{Shown.Of(text.Value)}\" is not a duration from 1m to 30d: write 90s, 30m, 6h or 1d."
            : $"\"{Shown.Of(text.Value)}\" does not divide a day, from 1m to 1d: write 15m, 1h, 6h or 1d.");
        return null;
    }
}
