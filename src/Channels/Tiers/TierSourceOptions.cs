namespace Kwala.Channels.Tiers;

/// <summary>The team's backend that knows the tiers of wallets. It is asked when this section exists.</summary>
public sealed class TierSourceOptions
{
    /// <summary>Where it stands in the configuration.</summary>
    public const string Section = "Kwala:Tiers:Source";

    /// <summary>What stands in <see cref="Url"/> for the wallet's address in lower case.</summary>
    public const string Placeholder = "{wallet}";

    /// <summary>
    /// Where to ask, such as <c>https://backend.example/tiers/{wallet}</c>. Trusted as configuration is, so it may be
    /// http and may be private. No default.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>
    /// Sent as a bearer token, over https or to this machine alone. A secret: set it from the environment, or use the
    /// file. Null: none is sent.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>The path of a file that holds the token and nothing else, instead of <see cref="Token"/>.</summary>
    public string? TokenFile { get; set; }

    /// <summary>How long one request may take, 5 seconds by default. No decision waits for it.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an answer is fresh where the backend does not say, and the most where it does (Cache-Control); an hour
    /// by default. Longer asks less often, and hears later of a new tier.
    /// </summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// From which age on decisions say that the tier is stale, a day by default. It counts all the same.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Requests under way at a time from this process, 8 by default. More answer a rush sooner.</summary>
    public int AtOnce { get; set; } = 8;
}
