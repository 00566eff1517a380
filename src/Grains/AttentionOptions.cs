namespace Kwala.Grains;

/// <summary>
/// How much of an owner's attention notifications may take where the owner chose nothing. Nothing of it holds for the
/// critical lane.
/// </summary>
public sealed class AttentionOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Attention";

    /// <summary>The IANA time zone of days, quiet hours and digests.</summary>
    public string Zone { get; set; } = "Etc/UTC";

    /// <summary>
    /// The most notifications to an owner in a local day, over all workflows and channels, 0 to 1000; further ones go
    /// to the digest. Unset for no limit.
    /// </summary>
    public int? PerDay { get; set; }

    /// <summary>The most in seven local days in a row, 0 to 1000. Unset for no limit.</summary>
    public int? PerWeek { get; set; }

    /// <summary>When digests are sent: <c>daily 09:00</c>, <c>friday 18:30</c>.</summary>
    public string Digest { get; set; } = "daily 09:00";
}
