using System.Collections.Immutable;

namespace Kwala.Silo.Hosting;

/// <summary>
/// Nothing can be started with what was given. Ends a command with every mistake on a line of its own.
/// </summary>
/// <param name="mistakes">Where each is and what to do about it, without any secret.</param>
internal sealed class CannotStartException(params ImmutableArray<string> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes))
{
    public ImmutableArray<string> Mistakes { get; } = mistakes;
}
