namespace Kwala.Grains;

/// <summary>Signed links in messages: unsubscribe, confirm, bind (decision 18).</summary>
public sealed class LinksOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Links";

    /// <summary>
    /// Where owners reach the HTTP API from outside, such as https://alerts.example. Without it messages carry no
    /// links.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// The secrets that sign links: the first signs, all verify. Without any, one is made at start and links die with
    /// the
    /// process.
    /// </summary>
    public List<LinkKeyOptions> Keys { get; } = [];

    /// <summary>How long a link in a message works. One day to ten years.</summary>
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a link that binds or confirms an address works, mailed or given out by the HTTP API. One minute to 30
    /// days. Longer is kinder to who reads mail late, and to who finds an old link.
    /// </summary>
    public TimeSpan ConfirmationLifetime { get; set; } = TimeSpan.FromDays(1);
}

/// <summary>One secret that signs links.</summary>
public sealed class LinkKeyOptions
{
    /// <summary>1 to 255; never given to another secret.</summary>
    public int Id { get; set; }

    /// <summary>At least 32 bytes in base64, from the environment. Either this or <see cref="SecretFile"/>.</summary>
    public string? Secret { get; set; }

    /// <summary>A file that holds the same.</summary>
    public string? SecretFile { get; set; }
}
