using System.ComponentModel;

namespace Kwala.Client.Http.Shapes;

/// <summary>What is to decide besides the live version of a workflow.</summary>
[Description("What is to decide besides the live version of a workflow.")]
internal sealed record RolloutRequestResource
{
    [Description("For which share of the wallets it decides, 0 to 100; with 100 it becomes the live version.")]
    public int Percent { get; init; }

    [Description("Whether it runs in shadow for the wallets that the live version decides for; false unless given.")]
    public bool Shadow { get; init; }

    [Description("The version's text.")]
    public string? Yaml { get; init; }

    [Description("The content hash of a version that the workflow had before; not looked at where there is a text.")]
    public string? Version { get; init; }
}

internal sealed record RollbackResource(
    [property: Description("The content hash of the version that becomes live.")] string Version);

internal sealed record RolloutResource(
    [property: Description("The live version.")] string Live,
    [property: Description("The candidate; null for none.")] string? Candidate,
    [property: Description("For which share of the wallets the candidate decides, 0 to 99.")] int Percent,
    [property: Description("Whether the candidate runs in shadow for the others.")] bool Shadow,
    [property: Description("Since when it is so; null where that was not kept yet.")] DateTimeOffset? Since,
    [property: Description("The newest versions, at most 100, the newest first.")]
    IReadOnlyList<VersionResource> Versions);

internal sealed record VersionResource(
    [property: Description("Content hash.")] string Version,
    [property: Description("When it was put first.")] DateTimeOffset Since);
