using Kwala.Grains.Chains;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Chains;

public sealed class ChainPlacesTests
{
    private readonly Record _record = new();
    private bool _isAbandoned;

    private ChainPlaces Places => field ??= new ChainPlaces(
        House.Chain, _record, new StoreSharing(IsShared: true), new MemoryStore(), () => _isAbandoned = true);

    [Fact]
    public async Task Whoever_finds_itself_overtaken_keeps_its_term_and_moves_no_place_that_it_has_read_since()
    {
        await Places.Begin(default);
        var mine = Places.Term;
        _record.WriteAsAnother();

        await Assert.ThrowsAsync<InconsistentStateException>(Places.Confirm);

        Assert.True(_isAbandoned);
        Assert.Equal(mine, Places.Term);
        var place = new DepthPlace(Places, _record.State.Depths[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => place.Move(place.At with { Next = 100 }));
        Assert.Equal(1, _record.Writes);
    }

    [Fact]
    public async Task Whoever_is_not_overtaken_finds_its_places_as_they_were()
    {
        await Places.Begin(default);
        var place = new DepthPlace(Places, _record.State.Depths[0]);

        await Places.Confirm();
        await place.Move(place.At with { Next = 100 });

        Assert.Equal(100, Assert.Single(_record.State.Depths).Next);
    }

    // A record of the listener, of which each read gives a new copy.
    private sealed class Record : IPersistentState<ChainStored>
    {
        private ChainStored _stored = Copy(new ChainStored());

        public ChainStored State { get; set; } = Copy(new ChainStored());

        public string? Etag { get; private set; } = "0";

        public bool RecordExists => true;

        public int Writes { get; private set; }

        public void WriteAsAnother() => _stored = _stored with { Term = _stored.Term + 1 };

        public Task ReadStateAsync()
        {
            (State, Etag) = (Copy(_stored), $"{_stored.Term}/{Writes}");
            return Task.CompletedTask;
        }

        public Task WriteStateAsync()
        {
            Writes++;
            _stored = State;
            Etag = $"{_stored.Term}/{Writes}";
            return Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();

        private static ChainStored Copy(ChainStored stored) => stored with
        {
            Depths = [new DepthStored { Confirmations = 0, Workflows = [], From = 1, Next = 1, Window = [], Finalized = 0, Seen = 0 }],
        };
    }
}
