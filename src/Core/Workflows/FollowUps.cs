using System.Collections.Immutable;
using Kwala.Core.Delivery;

namespace Kwala.Core.Workflows;

/// <summary>That the end of an episode is told to whoever heard of it.</summary>
/// <param name="Template">The words, one of the workflow's templates.</param>
/// <param name="Channels">Only over these of the channels that heard; empty for all of them.</param>
public sealed record ResolvedPlan(TemplateName Template, ImmutableArray<ChannelName> Channels);

/// <summary>That an episode which stays open is told again.</summary>
/// <param name="Every">How long after the last alert or repeat: from a minute to 30 days.</param>
/// <param name="AtMost">How often in one episode: 1 to 100.</param>
/// <param name="Template">The words, one of the workflow's templates; null for those of the action.</param>
public sealed record RepeatPlan(TimeSpan Every, int AtMost, TemplateName? Template)
{
    /// <summary>No workflow repeats more often.</summary>
    public const int AtMostMax = 100;
}
