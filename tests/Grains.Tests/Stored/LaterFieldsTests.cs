using System.Text.Json;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Stored;

/// <summary>Fields that came later are read back, and cost nothing where they say nothing.</summary>
public sealed class LaterFieldsTests
{
    [Fact]
    public void Whom_a_workflow_is_not_for_and_where_an_end_was_before_are_read_back_and_bounded()
    {
        var (workflow, track) = GoldenStates.State.Tracks.Single();
        var (subject, book) = track.Episodes.First();
        var at = GoldenStates.State.Displaced!.Since;
        var later = book with
        {
            Outside = 3,
            Deadline = new EpisodeDeadline(3, at.AddDays(2), IsEstimate: true, "Raise the fee") { MovedFrom = at },
        };
        var state = GoldenStates.State with
        {
            Tracks = GoldenStates.State.Tracks.SetItem(
                workflow, track with { Episodes = track.Episodes.SetItem(subject, later) }),
        };

        var read = JsonSerializer.Deserialize(Json(state), StoredJson.Default.WalletStored)!.ToCore();

        var back = read.Tracks[workflow].Episodes[subject];
        Assert.Equal((later.Outside, later.Deadline), (back.Outside, back.Deadline));
        Assert.InRange(
            Json(state).Length - Json(GoldenStates.State).Length, 1, RecordSize.Of(state) - RecordSize.Of(GoldenStates.State));
    }

    private static string Json(WalletState state) => JsonSerializer.Serialize(
        state.ToStored(new CommitRows(default, null, [])), StoredJson.Default.WalletStored);
}
