using System.Collections.Immutable;
using Kwala.Core.Numerics;

namespace Kwala.Core.Workflows;

/// <summary>
/// What may be learned of owners from a workflow's alerts. Nothing in the critical lane, whatever it says.
/// </summary>
public sealed record Learning
{
    /// <summary>Sizes by the threshold, two days to respond, responses by owners alone.</summary>
    public static Learning Default { get; } = new();

    /// <summary>Whether anything is learned, and kept back for it.</summary>
    public bool On { get; init; } = true;

    /// <summary>
    /// Growing values that part small alerts from large ones, at most seven; empty for parting by how far the threshold
    /// was passed.
    /// </summary>
    public ImmutableArray<Rational> Sizes { get; init; } = [];

    /// <summary>How long an alert may be responded to; null for the deployment's.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The end of an episode is the owner's doing (repaid, topped up, claimed): acted on.</summary>
    public bool ResolvedIsActed { get; init; }
}
