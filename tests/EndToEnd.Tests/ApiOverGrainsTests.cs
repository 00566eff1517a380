using System.Net;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>What docs/api.md promises about a wallet, over real HTTP, real grains and a real node.</summary>
public sealed class ApiOverGrainsTests(LendingWorld world) : IClassFixture<LendingWorld>
{
    private static string Preferences(Address wallet) => $"/v1/wallets/{wallet}/preferences";

    [SkippableFact]
    public async Task Preferences_are_replaced_and_patched_under_their_etag()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var path = Preferences(People.Wallet(1));
        var first = await world.Backend.Get(path);
        const string Choice = """{"tier": "aggressive", "thresholds": {"liquidation-risk": {"below": "1.05"}}}""";

        var blind = await world.Backend.Put(path, Choice);
        var replaced = await world.Backend.Put(path, Choice, first.Tag);
        var late = await world.Backend.Put(path, """{"tier": "standard"}""", first.Tag);
        var patched = await world.Backend.Patch(path, """{"tier": null}""");
        var unchanged = await world.Backend.Get(path, patched.Tag);

        Assert.Equal(JsonValueKind.Null, first["tier"].ValueKind);
        Assert.Equal((HttpStatusCode.PreconditionRequired, "precondition-needed"), (blind.Status, blind.Problem));
        Assert.Equal(HttpStatusCode.OK, replaced.Status);
        Assert.NotEqual(first.Tag, replaced.Tag);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "stale"), (late.Status, late.Problem));
        Assert.Contains(replaced.Tag!, late["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, patched["tier"].ValueKind);
        Assert.Equal("1.05", patched["thresholds.liquidation-risk.below"].GetString());
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
    }

    [SkippableTheory]
    [InlineData("""{"tier": "agressive"}""", "#/tier", "aggressive")]
    [InlineData("""{"thresholds": {"liquidation-rk": {"below": "1"}}}""", "#/thresholds/liquidation-rk",
        "liquidation-risk")]
    [InlineData("""{"thresholds": {"liquidation-risk": {"above": "1"}}}""", "#/thresholds/liquidation-risk", "below")]
    [InlineData("""{"optOut": {"channels": ["webhok"]}}""", "#/optOut/channels", "webhook")]
    [InlineData("""{"contacts": {"telegrm": {"address": "1"}}}""", "#/contacts/telegrm", "webhook")]
    public async Task A_word_that_is_not_known_is_refused_with_its_place_and_the_nearest_one(
        string patch, string place, string advice)
    {
        Skip.If(world.Missing is not null, world.Missing);
        var path = Preferences(People.Wallet(2));
        var before = await world.Backend.Get(path);

        var refused = await world.Backend.Patch(path, patch);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (refused.Status, refused.Problem));
        var error = Assert.Single(refused.Errors);
        Assert.Equal(place, error.Pointer);
        Assert.Contains(advice, error.Detail, StringComparison.Ordinal);
        Assert.Equal(before.Tag, (await world.Backend.Get(path)).Tag);
    }

    [SkippableFact]
    public async Task Tiers_set_in_bulk_decide_and_a_refused_line_does_not_stop_the_others()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var (careful, bold, wrong) = (People.Wallet(3), People.Wallet(4), People.Wallet(5));
        var lines = string.Join('\n', new[] { (careful, "conservative"), (wrong, "careless"), (bold, "aggressive") }
            .Select(it => $$"""{"wallet": "{{it.Item1}}", "tier": "{{it.Item2}}"}"""));

        var reply = await world.Backend.Put("/v1/tiers", lines, type: "application/x-ndjson");
        await world.Kwala.HasRead(await world.Market.Report((careful, 1.4m), (bold, 1.4m), (wrong, 1.4m)));

        var answers = reply.Text.TrimEnd().Split('\n')
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal(["set", "refused", "set"], answers[..3].Select(it => it.GetProperty("result").GetString()));
        Assert.Equal(2, answers[3].GetProperty("set").GetInt32());
        Assert.Equal(1, answers[3].GetProperty("refused").GetInt32());
        Assert.Equal(["notify"], await world.Kwala.Outcomes(careful));
        Assert.Empty(await world.Kwala.Outcomes(bold));
        Assert.Empty(await world.Kwala.Outcomes(wrong));
    }

    [SkippableFact]
    public async Task Decisions_are_paged_newest_first_and_a_cursor_of_somebody_elses_making_is_refused()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var wallet = People.Wallet(6);
        var block = 0L;
        foreach (var value in new[] { 1.2m, 2m, 1.1m, 2m, 1m })
            block = await world.Market.Report((wallet, value));
        await world.Kwala.HasRead(block);
        var path = $"/v1/wallets/{wallet}/decisions";

        var whole = await world.Backend.Get(path);
        var pages = new List<Reply> { await world.Backend.Get($"{path}?limit=2") };
        while (pages[^1]["next"].GetString() is { } next)
            pages.Add(await world.Backend.Get($"{path}?limit=2&cursor={Uri.EscapeDataString(next)}"));
        var alerts = await world.Backend.Get($"{path}?outcome=notify");
        var forged = await world.Backend.Get($"{path}?cursor=nonsense");

        Assert.Equal(["notify", "resolved", "notify", "resolved", "notify"], Words(whole, "outcome"));
        Assert.Equal(
            [3L, 2L, 2L, 1L, 1L],
            whole.Items.Select(it => it.GetProperty("content").GetProperty("episode").GetInt64()));
        Assert.Equal([2, 2, 1], pages.Select(page => page.Items.Length));
        Assert.Equal(Words(whole, "key"), pages.SelectMany(page => Words(page, "key")));
        Assert.Equal(3, alerts.Items.Length);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (forged.Status, forged.Problem));
        Assert.Equal("cursor", forged["errors"][0].GetProperty("parameter").GetString());
    }

    [SkippableFact]
    public async Task Decisions_are_filtered_by_the_time_from_which_and_until_which_they_came()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var wallet = People.Wallet(12);
        var path = $"/v1/wallets/{wallet}/decisions";
        foreach (var value in new[] { 1.2m, 2m, 1.1m })
            await world.Kwala.HasRead(await world.Market.Report((wallet, value)));
        var all = await world.Backend.Get(path);
        var times = Words(all, "at").Select(at => Uri.EscapeDataString(at!)).ToArray(); // Newest first.

        var from = await world.Backend.Get($"{path}?from={times[1]}");
        var until = await world.Backend.Get($"{path}?until={times[1]}");
        var between = await world.Backend.Get($"{path}?from={times[1]}&until={times[0]}");
        var upsideDown = await world.Backend.Get($"{path}?from={times[0]}&until={times[2]}");

        Assert.Equal(3, times.Distinct().Count());
        Assert.Equal(["notify", "resolved"], Words(from, "outcome")); // At or after.
        Assert.Equal(["notify"], Words(until, "outcome")); // Before.
        Assert.Equal(["resolved"], Words(between, "outcome"));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (upsideDown.Status, upsideDown.Problem));
    }

    [SkippableFact]
    public async Task A_mute_holds_the_message_back_until_it_ends_and_nothing_is_lost()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var (muted, other) = (People.Wallet(13), People.Wallet(14));
        var until = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O");

        var mute = await world.Backend.Patch(Preferences(muted), $$"""{"mutedUntil": "{{until}}"}""");
        await world.Kwala.HasRead(await world.Market.Report((muted, 1.2m), (other, 1.2m)));
        await Eventually.Holds(() => Task.FromResult(Told(other)));
        var toldWhileMuted = Told(muted);
        await world.Backend.Patch(Preferences(muted), """{"mutedUntil": null}""");
        await Eventually.Holds(() => Task.FromResult(Told(muted)));

        Assert.Equal(
            DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture),
            mute["mutedUntil"].GetDateTimeOffset());
        Assert.False(toldWhileMuted);

        bool Told(Address wallet) => world.Gate.Passed.Any(it => it.Wallet == wallet.ToString());
    }

    [SkippableFact]
    public async Task The_inbox_holds_the_message_that_was_told()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var wallet = People.Wallet(7);
        await world.Kwala.HasRead(await world.Market.Report((wallet, 1.23m)));

        var item = Assert.Single((await world.Backend.Get($"/v1/wallets/{wallet}/inbox")).Items);

        Assert.Equal("liquidation-risk", item.GetProperty("kind").GetString());
        Assert.Contains("1.23", item.GetProperty("content").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("eip155:31337", item.GetProperty("content").GetProperty("chain").GetString());
    }

    [SkippableFact]
    public async Task Every_outcome_of_a_log_is_explained_also_where_nothing_was_stored()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var (told, safe, quiet, other) = (People.Wallet(8), People.Wallet(9), People.Wallet(10), People.Wallet(11));
        await world.Backend.Patch(Preferences(quiet), """{"optOut": {"kinds": ["liquidation-risk"]}}""");
        await world.Kwala.HasRead(await world.Market.Report((told, 1.2m), (safe, 1.9m), (quiet, 1.2m)));

        Assert.Equal(("notify", true, "threshold-crossed"), await Explained(told, 0, "threshold-crossed"));
        Assert.Equal(("no-match", false, "threshold-not-crossed"), await Explained(safe, 1, "threshold-not-crossed"));
        Assert.Equal(("suppressed", true, "kind-opted-out"), await Explained(quiet, 2, "kind-opted-out"));
        Assert.Equal(("no-match", false, "other-wallet"), await Explained(other, 0, "other-wallet"));
        var nothing = await Explain(told, 99);
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (nothing.Status, nothing.Problem));
        var misspelt = await world.Backend.Get(
            $"/v1/wallets/{told}/explain?chain=eip155:31337&transaction={world.Market.Transaction}&logIndex=0"
            + "&workflow=liquidation-rsk");
        Assert.Contains("liquidation-risk", misspelt["detail"].GetString(), StringComparison.Ordinal);
    }

    private Task<Reply> Explain(Address wallet, int logIndex) => world.Backend.Get(
        $"/v1/wallets/{wallet}/explain?chain=eip155:31337&transaction={world.Market.Transaction}&logIndex={logIndex}");

    // What was decided when the log came or, where nothing was stored, would be: its outcome, whether it was stored,
    // and the code looked for, or all codes where it is not among them.
    private async Task<(string? Outcome, bool Stored, string Code)> Explained(Address wallet, int logIndex, string code)
    {
        var explanation = Assert.Single((await Explain(wallet, logIndex)).Items);
        var stored = explanation.GetProperty("stored");
        var isStored = stored.ValueKind == JsonValueKind.Object;
        var decision = isStored ? stored : explanation.GetProperty("decision");
        var codes = decision.GetProperty("reasons").EnumerateArray()
            .Select(reason => reason.GetProperty("code").GetString()).ToArray();
        return (
            decision.GetProperty("outcome").GetString(),
            isStored,
            codes.Contains(code) ? code : string.Join(", ", codes));
    }

    private static IEnumerable<string?> Words(Reply page, string name) =>
        page.Items.Select(item => item.GetProperty(name).GetString());
}
