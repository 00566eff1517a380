namespace Kwala.Grains;

/// <summary>
/// The segments of a deployment: each a condition over what a wallet knows of itself, which workflows name.
/// </summary>
public sealed class SegmentsOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Segments";

    /// <summary>
    /// The conditions by the segment's name, such as <c>regulars</c>: <c>isActive and alertsThisWeek &lt; 5</c>. At
    /// most 64. Each is evaluated whenever a workflow that names it decides.
    /// </summary>
    public Dictionary<string, string> Where { get; set; } = [];
}
