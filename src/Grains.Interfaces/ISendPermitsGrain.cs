using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Orleans;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// Gives out the places at which messages of one channel may leave, over all silos, so that its provider's limit holds
/// for the deployment (<see cref="SendSchedule"/>). The key is the channel's name.
/// </summary>
[Alias("kwala.ISendPermitsGrain")]
public interface ISendPermitsGrain : IGrainWithStringKey
{
    /// <summary>
    /// A place for each of these messages, by how long it has to wait from now on; null for those that have to ask
    /// again after <see cref="SendSchedule.AskAgain"/>.
    /// </summary>
    /// <param name="asked">The most urgent first.</param>
    [Alias("Ask")]
    Task<ImmutableArray<TimeSpan?>> Ask(ImmutableArray<PermitAsked> asked);
}

/// <summary>A message that wants to leave.</summary>
[GenerateSerializer, Immutable, Alias("kwala.PermitAsked")]
public sealed record PermitAsked
{
    /// <summary>Its lane.</summary>
    [Id(0)]
    public required Lane Lane { get; init; }

    /// <summary>Where it goes, in the channel's normal form.</summary>
    [Id(1)]
    public required string Address { get; init; }
}
