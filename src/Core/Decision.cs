using System.Collections.Immutable;

namespace Kwala.Core;

/// <summary>
/// What follows from something that happened: the new state, and effects as values for the shell to carry out.
/// </summary>
/// <typeparam name="TState">The state; the same reference as before where nothing changed.</typeparam>
/// <typeparam name="TEffect">A closed set of effects.</typeparam>
/// <param name="State">The new state.</param>
/// <param name="Effects">What to do once the state is durable.</param>
public readonly record struct Decision<TState, TEffect>(TState State, ImmutableArray<TEffect> Effects);
