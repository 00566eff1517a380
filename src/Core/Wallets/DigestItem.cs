using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>One line of a digest: what would have been told by itself.</summary>
/// <param name="Key">The key of its place in the inbox; tells it from every other.</param>
/// <param name="Workflow">Which workflow.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Lane">How much it matters.</param>
/// <param name="Chain">The chain of the log.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Level">Severity level, 0 is the mildest.</param>
/// <param name="Ordinal">Its ordinal in the episode.</param>
/// <param name="Line">Its title in the workflow's words, at most 120 characters.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Channels">Over which it would have been told.</param>
public sealed record DigestItem(
    DeliveryKey Key,
    WorkflowId Workflow,
    KindName Kind,
    Lane Lane,
    ChainId Chain,
    SubjectKey Subject,
    long Episode,
    int Level,
    int Ordinal,
    string Line,
    DateTimeOffset DecidedAt,
    ImmutableArray<ChannelName> Channels)
{
    /// <summary>Its magnitude, as behaviour parts them; null where nothing is learned from it.</summary>
    public int? Bucket { get; init; }

    /// <summary>The template that its line was worded by; null of before languages.</summary>
    public TemplateName? Template { get; init; }

    /// <summary>What the line is worded by anew where the owner chose another language since.</summary>
    public ImmutableSortedDictionary<string, string> Fields { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
