using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Spectre.Console;

namespace Kwala.Silo.Commands;

/// <summary>Rollouts for people, and as JSON lines for programs.</summary>
internal static class RolloutView
{
    /// <summary>Which versions decide: one object, or a table of the versions.</summary>
    public static void Write(WorkflowId id, RolloutState state, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["type"] = "rollout",
                ["workflow"] = id.Value,
                ["live"] = state.Live.ToString(),
                ["candidate"] = state.Candidate?.ToString(),
                ["percent"] = state.Percent,
                ["shadow"] = state.Shadow,
                ["since"] = state.Since,
                ["versions"] = new JsonArray([.. state.Versions.Select(it => new JsonObject
                {
                    ["version"] = it.Hash.ToString(),
                    ["since"] = it.Since,
                })]),
            }.ToJsonString());
            return;
        }

        var console = BacktestView.StandardOutput();
        console.MarkupLineInterpolated($"[bold]{id}[/]: {Words(state)}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("version", "since", "decides");
        foreach (var version in state.Versions)
            table.AddRow(
                version.Hash.ToString(),
                version.Since.ToString("u", CultureInfo.InvariantCulture),
                Decides(version.Hash, state));
        console.Write(table);
    }

    /// <summary>How a candidate differs: a line for all, for each tier and for each sample; or two tables.</summary>
    public static void Write(WorkflowId id, ShadowDiff diff, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["type"] = "shadow",
                ["workflow"] = id.Value,
                ["candidate"] = diff.Candidate.ToString(),
                ["totals"] = Json(diff.All),
                ["andMore"] = diff.AndMore,
            }.ToJsonString());
            foreach (var (tier, totals) in diff.Tiers)
                Console.Out.WriteLine(new JsonObject
                {
                    ["type"] = "tier",
                    ["tier"] = tier.Value,
                    ["totals"] = Json(totals),
                }.ToJsonString());
            foreach (var sample in diff.Samples)
                Console.Out.WriteLine(new JsonObject
                {
                    ["type"] = "sample",
                    ["wallet"] = sample.Wallet.ToString(),
                    ["kind"] = sample.Kind,
                    ["live"] = Json(sample.Live),
                    ["candidate"] = Json(sample.Candidate),
                }.ToJsonString());
            return;
        }

        var console = BacktestView.StandardOutput();
        console.MarkupLineInterpolated($"[bold]{id}[/]: candidate {diff.Candidate} against the live version");
        var tiers = new Table().Border(TableBorder.Simple)
            .AddColumns("tier", "gained", "lost", "otherwise", "wallets gaining", "wallets losing");
        foreach (var (tier, totals) in diff.Tiers)
            AddRow(tiers, tier.Value, totals);
        AddRow(tiers, diff.AndMore ? "all that were counted" : "all", diff.All);
        console.Write(tiers);
        if (diff.Samples.IsEmpty)
            return;
        var samples = new Table().Border(TableBorder.Simple)
            .AddColumns("wallet", "alert", "at", "value", "tier", "live", "candidate");
        foreach (var sample in diff.Samples)
            samples.AddRow([.. new[]
            {
                sample.Wallet.ToString(),
                sample.Kind,
                sample.Candidate.At.ToString("u", CultureInfo.InvariantCulture),
                sample.Candidate.Value.ToDecimalString(6),
                sample.Candidate.Tier.Value,
                Outcome(sample.Live),
                Outcome(sample.Candidate),
            }.Select(Markup.Escape)]);
        console.Write(samples);
    }

    private static string Words(RolloutState state) => state switch
    {
        { Candidate: null } => "one version decides for all wallets",
        { Percent: 0 } => "the candidate runs in shadow",
        { Shadow: true } => $"the candidate decides for {state.Percent} % of the wallets, and in shadow for the others",
        _ => $"the candidate decides for {state.Percent} % of the wallets",
    };

    private static string Decides(Bytes32 version, RolloutState state) =>
        version == state.Live ? "live" : version == state.Candidate ? "candidate" : "";

    private static void AddRow(Table table, string name, ShadowTotals totals) => table.AddRow([.. new[]
    {
        name, Number(totals.Gained), Number(totals.Lost), Number(totals.Otherwise), Number(totals.WalletsGaining),
        Number(totals.WalletsLosing),
    }.Select(Markup.Escape)]);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Outcome(DecisionRecord decision) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(decision.Outcome.ToString());

    private static JsonObject Json(ShadowTotals totals) => new()
    {
        ["gained"] = totals.Gained,
        ["lost"] = totals.Lost,
        ["otherwise"] = totals.Otherwise,
        ["walletsGaining"] = totals.WalletsGaining,
        ["walletsLosing"] = totals.WalletsLosing,
    };

    private static JsonObject Json(DecisionRecord decision) => new()
    {
        ["outcome"] = Outcome(decision),
        ["tier"] = decision.Tier.Value,
        ["value"] = decision.Value.ToDecimalString(18),
        ["at"] = decision.At,
        ["correlationId"] = decision.CorrelationId,
        ["reasons"] = new JsonArray([.. decision.Reasons.Select(it => new JsonObject
        {
            ["code"] = JsonNamingPolicy.KebabCaseLower.ConvertName(it.Code.ToString()),
            ["text"] = it.Text,
        })]),
    };
}
