using System.Text.Json;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Kwala.TestKit;

namespace Kwala.Grains.Tests.Stored;

/// <summary>What the team's backend said is stored in few bytes and read as it was meant.</summary>
public sealed class TeamTierMapTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly WalletState Told = WalletState.Empty with
    {
        TeamTier = new TeamTier(TierName.Aggressive, "W/\"7\"", Noon, Noon.AddHours(1)),
    };

    [Fact]
    public void It_is_written_as_it_always_was()
    {
        var today = Json(Told);

        Assert.True(GoldenFile.Read("wallet.teamtier.v2.json", today) == today, GoldenFile.Advice("wallet.teamtier.v2.json"));
        Assert.Equal(Told.TeamTier, Read(today).TeamTier);
    }

    [Fact]
    public void Answer_without_a_tier_is_an_answer()
    {
        var none = Told with { TeamTier = Told.TeamTier! with { Tier = null, ETag = null } };

        Assert.Equal(none.TeamTier, Read(Json(none)).TeamTier);
    }

    [Fact]
    public void Its_size_is_never_less_than_what_is_stored() => Assert.InRange(
        Json(Told).Length - Json(WalletState.Empty).Length, 100, RecordSize.Of(Told) - RecordSize.Of(WalletState.Empty));

    private static string Json(WalletState state) => JsonSerializer.Serialize(
        state.ToStored(new CommitRows(default, null, [])), StoredJson.Default.WalletStored);

    private static WalletState Read(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.WalletStored)!.ToCore();
}
