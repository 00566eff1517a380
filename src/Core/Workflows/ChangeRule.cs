namespace Kwala.Core.Workflows;

/// <summary>That not the value is compared but how far it moved, by block time.</summary>
/// <param name="Window">Within which time: whole seconds.</param>
/// <param name="IsSliding">
/// Within the last such time; false for since the last full one, counted from midnight UTC.
/// </param>
/// <param name="IsRelative">In percent of where it moved from; false for in the value's own unit.</param>
public sealed record ChangeRule(TimeSpan Window, bool IsSliding, bool IsRelative)
{
    /// <summary>
    /// A sliding window is remembered in so many spans: what moved up to one span longer ago may count too, and nothing
    /// within the window is missed.
    /// </summary>
    public const int Spans = 8;

    /// <summary>The length of a span in seconds.</summary>
    public long SpanSeconds => Math.Max(1, (long)Window.TotalSeconds / (IsSliding ? Spans : 1));

    /// <summary>What stands behind a number of this change.</summary>
    public string Unit => IsRelative ? "%" : "";
}
