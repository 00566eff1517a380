using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Stored;

/// <summary>What was stored once is read for ever, and written the same until its version changes.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> States => ["wallet", "chain", "registry", "address"];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, GoldenStates.Rows.Length)];

    [Theory]
    [MemberData(nameof(States))]
    public void State_is_written_as_its_version_says_and_read_back(string name)
    {
        object state = name switch
        {
            "wallet" => GoldenStates.State.ToStored(Nothing),
            "chain" => GoldenStates.Chains,
            "address" => GoldenStates.Addresses,
            _ => GoldenStates.Registry,
        };
        var codec = CodecOf(state.GetType());
        var today = Json(state, codec);
        var file = $"{name}.v{codec.Version}.json";

        var golden = GoldenFile.Read(file, today);

        Assert.True(golden == today, GoldenFile.Advice(file));
        var read = JsonSerializer.Deserialize(golden, codec.Shape)!;
        Assert.Equal(golden, Json(read is WalletStored wallet ? wallet.ToCore().ToStored(Nothing) : read, codec));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void History_is_written_as_it_always_was(int at)
    {
        var row = GoldenStates.Rows[at];
        // Since the second, the block that opened the phase before is a number alone.
        var file = row.Topic == HistoryTopic.Decision
            ? "decision.v2.json"
            : $"{row.Topic}.json".ToLowerInvariant();

        Assert.True(GoldenFile.Read(file, row.Body) == row.Body, GoldenFile.Advice(file));
    }

    [Fact]
    public void Bodies_that_grains_read_again_are_read_as_they_were_meant()
    {
        var row = GoldenStates.Rows.ToDictionary(it => it.Topic, it => it.Body);

        var decision = HistoryMap.ToDecision(row[HistoryTopic.Decision]);
        var record = new WalletEffect.Record(
            decision.ToCore(), decision.Before.ToCore(), decision.Through!.ToCore());
        Assert.Equal(row[HistoryTopic.Decision], record.ToRow(default).Body);
        var older = HistoryMap.ToDecision(GoldenFile.Read("decision.json", ""));
        Assert.Equal(
            row[HistoryTopic.Decision],
            new WalletEffect.Record(older.ToCore(), older.Before.ToCore(), older.Through!.ToCore()).ToRow(default).Body);
        Assert.Equal(
            HistoryMap.ETag(GoldenStates.Preferences),
            HistoryMap.ETag(HistoryMap.ToPreferences(row[HistoryTopic.Preferences])));
        var letter = HistoryMap.ToDeadLetter(row[HistoryTopic.DeadLetter]);
        Assert.Equal(["email", "telegram"], letter.Channels.Select(channel => channel.Value));
        Assert.Equal(3, letter.Notification.Episode);
    }

    [Fact]
    public void What_is_kept_to_take_back_an_alert_of_a_workflow_that_is_gone_is_stored()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var at = GoldenStates.State.Displaced!.Since;
        var told = new ToldUnder(
            GoldenStates.State.Outbox[0].Notification.Version, new KindName("risk"), Lane.Bulk, Urgency.Urgent);
        var state = GoldenStates.State with
        {
            Tracks = GoldenStates.State.Tracks.SetItem(workflow, track with { Told = told, DoubtSince = at }),
        };
        var codec = CodecOf(typeof(WalletStored));

        var read = (WalletStored)JsonSerializer.Deserialize(Json(state.ToStored(Nothing), codec), codec.Shape)!;

        var kept = read.ToCore().Tracks[workflow];
        Assert.Equal((told, at), (kept.Told, kept.DoubtSince));
    }

    [Fact]
    public void Attention_is_stored_as_it_always_was_within_the_bytes_that_it_counts_for()
    {
        var codec = CodecOf(typeof(WalletStored));
        var today = Json(GoldenStates.Attentive.ToStored(Nothing), codec);

        var golden = GoldenFile.Read("wallet.v2.attention.json", today);

        Assert.True(golden == today, GoldenFile.Advice("wallet.v2.attention.json"));
        var read = (WalletStored)JsonSerializer.Deserialize(golden, codec.Shape)!;
        Assert.Equal(golden, Json(read.ToCore().ToStored(Nothing), codec));
        Assert.InRange(
            today.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
            1,
            RecordSize.Of(GoldenStates.Attentive) - RecordSize.Of(GoldenStates.State));
    }

    [Fact]
    public void Items_of_a_digest_are_read_as_they_were_meant()
    {
        var item = GoldenStates.Rows.Single(row => row.Topic == HistoryTopic.DigestItem);
        var withdrawn = new WalletEffect.Undigested(new DeliveryKey(default), 7).ToRow(GoldenStates.Wallet, default);

        var came = DigestMap.ToEvent(7, [item, withdrawn]);

        Assert.Equal(item.Body, new WalletEffect.Digested(came.Items.Single(), 7).ToRow(GoldenStates.Wallet).Body);
        Assert.Equal(default, came.Withdrawn.Single().Value);
        Assert.All([item, withdrawn], row => Assert.StartsWith(DigestMap.KeysOf(7), row.Key));
    }

    [Fact]
    public void What_was_told_of_an_episode_is_stored_as_it_always_was()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var (subject, book) = track.Episodes.First();
        var told = new EpisodeTold(3, [ChannelName.Email], 2, GoldenStates.State.Displaced!.Since, Corrects: true);
        var pending = GoldenStates.State.Outbox[0];
        var state = GoldenStates.State with
        {
            Tracks = GoldenStates.State.Tracks.SetItem(workflow, track with
            {
                Episodes = track.Episodes.SetItem(subject, book with
                {
                    Told = told,
                    Unfinal = [book.Unfinal[0] with { Role = NotificationRole.Resolved }],
                }),
            }),
            Outbox = [pending with { Deliveries = [pending.Deliveries[0] with { Awaits = true }] }],
        };
        var codec = CodecOf(typeof(WalletStored));
        var json = Json(state.ToStored(Nothing), codec);

        var golden = GoldenFile.Read("wallet.v2.told.json", json);

        Assert.True(golden == json, GoldenFile.Advice("wallet.v2.told.json"));
        var read = ((WalletStored)JsonSerializer.Deserialize(golden, codec.Shape)!).ToCore();
        Assert.Equal(golden, Json(read.ToStored(Nothing), codec));
        Assert.InRange(
            json.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
            1,
            RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
    }

    [Fact]
    public void When_an_episode_ends_by_itself_is_stored_as_it_always_was()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var (subject, book) = track.Episodes.First();
        var deadline = new EpisodeDeadline(
            3, GoldenStates.State.Displaced!.Since, IsEstimate: true, "Raise the fee, \"now\" \u00fc");
        var state = GoldenStates.State with
        {
            Tracks = GoldenStates.State.Tracks.SetItem(workflow, track with
            {
                Episodes = track.Episodes.SetItem(subject, book with { Deadline = deadline }),
            }),
        };
        var codec = CodecOf(typeof(WalletStored));
        var json = Json(state.ToStored(Nothing), codec);

        var golden = GoldenFile.Read("wallet.v2.deadline.json", json);

        Assert.True(golden == json, GoldenFile.Advice("wallet.v2.deadline.json"));
        var read = ((WalletStored)JsonSerializer.Deserialize(golden, codec.Shape)!).ToCore();
        Assert.Equal(deadline, read.Tracks[workflow].Episodes[subject].Deadline);
        Assert.InRange(
            json.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
            1,
            RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
    }

    [Fact]
    public void Past_values_are_stored_as_they_always_were()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var (subject, book) = track.Episodes.First();
        var past = new PastValues(
            2000, 1767323045, [new PastSpan(7, 1990, Rational.Of(4001, 2)), new PastSpan(8, 2000, 2000)]);
        var state = GoldenStates.State with
        {
            Tracks = GoldenStates.State.Tracks.SetItem(workflow, track with
            {
                Episodes = track.Episodes.SetItem(subject, book with
                {
                    Past = past,
                    Undo = [book.Undo[0] with { Past = past }, .. book.Undo[1..]],
                }),
            }),
        };
        var codec = CodecOf(typeof(WalletStored));
        var json = Json(state.ToStored(Nothing), codec);

        var golden = GoldenFile.Read("wallet.v2.past.json", json);

        Assert.True(golden == json, GoldenFile.Advice("wallet.v2.past.json"));
        var read = ((WalletStored)JsonSerializer.Deserialize(golden, codec.Shape)!).ToCore();
        Assert.Equal(golden, Json(read.ToStored(Nothing), codec));
        Assert.InRange(
            json.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
            1,
            RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
    }

    [Fact]
    public void Marks_of_counterparties_are_stored_within_the_bytes_that_they_count_for()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var codec = CodecOf(typeof(WalletStored));
        for (var count = 1; count <= CounterpartyMark.Max; count++)
        {
            ImmutableArray<CounterpartyMark> marks =
                [.. Enumerable.Range(1, count).Select(one => new CounterpartyMark(ulong.MaxValue / (ulong)one))];
            var state = GoldenStates.State with
            {
                Tracks = GoldenStates.State.Tracks.SetItem(workflow, track with { Counterparties = marks }),
            };
            var json = Json(state.ToStored(Nothing), codec);

            var read = ((WalletStored)JsonSerializer.Deserialize(json, codec.Shape)!).ToCore();
            Assert.Equal(marks.AsEnumerable(), read.Tracks[workflow].Counterparties);
            Assert.InRange(
                json.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
                1,
                RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
        }
    }

    [Fact]
    public void Terms_of_listeners_are_stored_within_the_bytes_that_they_count_for()
    {
        ImmutableArray<ChainTerm> terms =
            [new(ChainId.Evm(1), 7), new(ChainId.Evm(ulong.MaxValue), long.MaxValue)];
        var state = GoldenStates.State with { Terms = terms };
        var codec = CodecOf(typeof(WalletStored));
        var json = Json(state.ToStored(Nothing), codec);

        Assert.Equal(
            terms, ((WalletStored)JsonSerializer.Deserialize(json, codec.Shape)!).ToCore().Terms.Order(ByName));
        Assert.InRange(
            json.Length - Json(GoldenStates.State.ToStored(Nothing), codec).Length,
            1,
            RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
        var alone = WalletState.Empty with { Terms = terms };
        Assert.Equal(2, alone.ToStored(Nothing).ToCore().Terms.Length);
    }

    private static Comparer<ChainTerm> ByName { get; } =
        Comparer<ChainTerm>.Create((one, other) => string.CompareOrdinal(one.Chain.Value, other.Chain.Value));

    [Fact]
    public void Wallet_that_was_stored_before_its_record_was_bounded_is_read()
    {
        var codec = CodecOf(typeof(WalletStored));
        var state = Upgraded("wallet.v1.unbounded.json", codec);

        var book = state.Tracks.Single().Value.Episodes.Single().Value;
        Assert.NotEqual(0, Assert.IsType<Episode.Open>(book.Current).OpenedAt);
        Assert.Equal((0, null), (state.NumbersUsed, state.Displaced));
        Assert.False(state.Outbox.Single().Held);
    }

    [Fact]
    public void Wallet_that_was_stored_before_what_a_reorg_needs_was_short_is_read_as_it_is_written_now()
    {
        var state = Upgraded("wallet.v1.json", CodecOf(typeof(WalletStored)));

        var book = state.Tracks.Single().Value.Episodes.First().Value;
        var today = GoldenStates.State.Tracks.Single().Value.Episodes.First().Value;
        Assert.Equal(today.Undo[^1], Assert.Single(book.Undo));
        Assert.Equal(
            today.Unfinal.Single() with { Heard = [] }, Assert.Single(book.Unfinal) with { Heard = [] });
        Assert.Equal(["email"], book.Unfinal.Single().Heard.Select(channel => channel.Value));
    }

    [Fact]
    public void Chain_that_was_stored_before_its_places_named_workflows_is_followed_on_from_there()
    {
        var codec = CodecOf(typeof(ChainStored));
        var older = JsonNode.Parse(GoldenFile.Read("chain.v1.json", ""))!;

        var state = (ChainStored)codec.Upgrades[0](older).Deserialize(codec.Shape)!;

        var live = new Dictionary<WorkflowId, int> { [new("liquidation-risk")] = 0, [new("other")] = 0 };
        var place = Assert.Single(FollowPlan.Of(state.Depths, live, _ => false).Places);
        Assert.Equal(["liquidation-risk", "other"], place.Workflows);
        var named = GoldenStates.Chains with { Depths = [place with { Workflows = ["liquidation-risk"] }] };
        Assert.Equal(Json(GoldenStates.Chains, codec), Json(named, codec));
    }

    private static WalletState Upgraded(string file, StateCodec codec)
    {
        var older = JsonNode.Parse(GoldenFile.Read(file, ""))!;
        return ((WalletStored)codec.Upgrades[0](older).Deserialize(codec.Shape)!).ToCore();
    }

    private static CommitRows Nothing => new(default, null, []);

    private static StateCodec CodecOf(Type type) => new ServiceCollection().AddKwalaGrainStates()
        .Select(service => service.ImplementationInstance).OfType<StateCodec>().Single(codec => codec.Type == type);

    private static string Json(object state, StateCodec codec) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(state, codec.Shape));
}
