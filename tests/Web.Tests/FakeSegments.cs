using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Segments;

namespace Kwala.Web.Tests;

/// <summary>One segment that remembers what was asked of it.</summary>
internal sealed class FakeSegments : ISegmentClient
{
    public static readonly SegmentStanding Absent = new(new SegmentName("absent"), "isDormant", "0123456789abcdef", 3);

    public List<(SegmentName Segment, Address? After, int Limit)> Asked { get; } = [];

    public bool Down { get; set; }

    public Task<ReadOutcome<ImmutableArray<SegmentStanding>>> List(CancellationToken cancellationToken) =>
        Answer<ImmutableArray<SegmentStanding>>([Absent]);

    public Task<ReadOutcome<SegmentPage>> ReadWallets(
        SegmentName segment, Address? after, int limit, CancellationToken cancellationToken)
    {
        Asked.Add((segment, after, limit));
        return segment == Absent.Name
            ? Answer(new SegmentPage(Absent.Version, [WebHost.Wallet], after is null ? WebHost.Wallet : null))
            : Task.FromResult<ReadOutcome<SegmentPage>>(new ReadOutcome<SegmentPage>.NotFound("There is none."));
    }

    public Task<ReadOutcome<ImmutableArray<SegmentName>>> Of(Address wallet, CancellationToken cancellationToken) =>
        Answer<ImmutableArray<SegmentName>>([Absent.Name]);

    private Task<ReadOutcome<T>> Answer<T>(T value) => Task.FromResult<ReadOutcome<T>>(
        Down ? new ReadOutcome<T>.Unavailable("Nobody is home.") : new ReadOutcome<T>.Found(value));
}
