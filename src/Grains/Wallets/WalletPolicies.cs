using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Segments;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Grains.Workflows;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Wallets;

/// <summary>Makes what a wallet decides by, from the silo's options, channels and live workflows.</summary>
internal sealed class WalletPolicies(
    WorkflowCatalog catalog,
    IEnumerable<IChannel> channels,
    IOptions<GrainsOptions> options,
    IOptions<AttentionOptions> attention,
    IOptions<BehaviourOptions> behaviour,
    IOptions<SegmentsOptions> segments)
{
    private readonly ImmutableSortedDictionary<ChannelName, ChannelTraits> _traits =
        channels.ToImmutableSortedDictionary(
            channel => channel.Name, channel => new ChannelTraits(channel.CollapsesByKey, channel.NeedsAddress));

    private readonly RetryPolicy _retry = new(
        options.Value.RetryFirst,
        options.Value.RetryLongest,
        options.Value.AttemptsMax,
        options.Value.AttemptsMaxCritical);

    private readonly AttentionPolicy _attention = new(
        attention.Value.Zone,
        attention.Value.PerDay,
        attention.Value.PerWeek,
        DigestSchedule.TryParse(attention.Value.Digest, out var digest) ? digest! : DigestSchedule.Default);

    private readonly BehaviourPolicy _behaviour = new()
    {
        Mode = behaviour.Value.Mode,
        ResponseWindow = behaviour.Value.ResponseWindow,
        ExploreOneIn = behaviour.Value.ExploreOneIn,
    };

    /// <summary>The deployment's segments. Validated at the start: what does not parse does not come here.</summary>
    public SegmentRules Segments { get; } = new(segments.Value.Where.ToImmutableSortedDictionary(
        it => new SegmentName(it.Key),
        it => SegmentRules.Parse(it.Value).Match(
            condition => condition, (_, problem) => throw new InvalidOperationException(problem))));

    /// <summary>How the team's backend is asked for tiers; null where there is none.</summary>
    public TierQuestions? Tiers { get; init; }

    /// <summary>What a channel is known to be; null for one that is not configured.</summary>
    public ChannelTraits? TraitsOf(ChannelName channel) => _traits.GetValueOrDefault(channel);

    /// <summary>The versions that decide for a wallet at this revision or a later one; 0 for any.</summary>
    public async ValueTask<LiveSet> AtLeast(long revision, Address wallet) =>
        (await catalog.AtLeast(revision)).For(wallet);

    /// <summary>The live workflows as they are now.</summary>
    public Task<LiveSet> Latest() => catalog.Latest();

    /// <summary>The versions that decide for a wallet now.</summary>
    public async Task<LiveSet> Latest(Address wallet) => (await catalog.Latest()).For(wallet);

    /// <summary>A version by its hash; null where it is not known or does not compile any more.</summary>
    public ValueTask<Workflow?> Version(Bytes32 hash) => catalog.Version(hash);

    /// <summary>The version of a workflow that decided for a wallet at an instant; null where there was none.</summary>
    public Task<Workflow?> VersionFor(WorkflowId id, Address wallet, DateTimeOffset at) =>
        catalog.VersionFor(id, wallet, at);

    /// <summary>What a text is, without changing anything.</summary>
    public CompileOutcome Try(WorkflowSource source) => catalog.Try(source);

    /// <summary>What this wallet decides by.</summary>
    public WalletPolicy Of(Address wallet, LiveSet live) => new(wallet, live.Workflows, _traits, _retry)
    {
        Attention = _attention,
        Behaviour = _behaviour,
        Segments = Segments,
        TeamTierStaleAfter = Tiers?.StaleAfter,
    };
}
