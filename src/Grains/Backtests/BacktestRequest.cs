using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core;
using Kwala.Core.Backtests;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Backtests;
using Kwala.Grains.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>What was asked, understood or not.</summary>
internal abstract record BacktestRequest
{
    private BacktestRequest()
    {
    }

    /// <summary>It can be run.</summary>
    public sealed record Ready(BacktestPlan Plan, IChainFeed Feed, IContractReader? Contracts) : BacktestRequest
    {
        /// <summary>Where it begins.</summary>
        public required PastBound From { get; init; }

        /// <summary>Where it ends; null for the newest block.</summary>
        public PastBound? To { get; init; }
    }

    /// <summary>All of its mistakes.</summary>
    public sealed record Refused(ImmutableArray<string> Mistakes) : BacktestRequest;

    /// <summary>The same question has the same id, so that asking again starts nothing twice.</summary>
    public static string IdOf(BacktestAsked asked)
    {
        string?[] parts =
        [
            asked.Yaml, asked.Workflow, $"{asked.From}-{asked.To}", string.Join(',', asked.Wallets),
            string.Join(',', asked.Thresholds), string.Join(',', asked.Tiers), asked.Outcome,
            string.Join(',', asked.OutcomeContracts), asked.OutcomeWallet, asked.OutcomeName,
            FormattableString.Invariant($"{asked.FromTime:O}-{asked.ToTime:O}"),
        ];
        var text = string.Join('\n', parts.Select(part => part is null ? "" : $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }

    /// <summary>Reads it.</summary>
    public static BacktestRequest Read(
        BacktestAsked asked, LiveSet live, CompileWorkflow compile, IChainFeeds feeds)
    {
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var from = asked.FromTime is { } since ? PastBound.OfTime(since) : PastBound.OfBlock(asked.From);
        PastBound? to = asked.ToTime is { } before ? PastBound.OfTime(before)
            : asked.To is { } last ? PastBound.OfBlock(last) : null;
        if (PastBound.IsEmpty(from, to) && from.At is not null)
            mistakes.Add("fromTime, toTime: give the first instant first.");
        else if (asked.From < 0 || PastBound.IsEmpty(from, to)
            || (from.At is null && to is { At: null } && asked.To - asked.From >= IBacktestsGrain.BlocksMax))
            mistakes.Add(
                $"from, to: give block numbers, the first one first, of at most {IBacktestsGrain.BlocksMax} blocks.");
        var workflow = WorkflowOf(asked, live, compile, mistakes);
        var feed = workflow is null ? null : feeds.For(workflow.Trigger.Chain);
        if (workflow is null || feed is null)
            return new Refused(mistakes.ToImmutable());
        var planning = BacktestPlan.Of(
            workflow, asked.Thresholds, asked.Tiers, Preferences.Unset, OutcomeOf(asked, workflow, mistakes));
        mistakes.AddRange(planning.Match(_ => [], refused => refused));
        return mistakes.Count == 0
            ? new Ready(((BacktestPlanning.Planned)planning).Plan, feed, feeds.ReaderOf(feed.Chain))
            {
                From = from,
                To = to,
            }
            : new Refused(mistakes.ToImmutable());
    }

    private static Workflow? WorkflowOf(
        BacktestAsked asked, LiveSet live, CompileWorkflow compile, ImmutableArray<string>.Builder mistakes)
    {
        if (asked.Yaml is { } yaml)
            return compile(new WorkflowSource("request", yaml)).Match<Workflow?>(it => it, wrong =>
            {
                mistakes.AddRange(wrong.Select(mistake => mistake.ToString()));
                return null;
            });
        if (asked.Workflow is { } name && live.Workflows.TryGetValue(new WorkflowId(name), out var known))
            return known;
        mistakes.Add(asked.Workflow is { } unknown
            ? $"workflow: no live workflow is called {unknown}: "
                + NearestWord.Advice(unknown, [.. live.Workflows.Keys.Select(id => id.Value)])
            : "workflow: name a live workflow, or give a text as yaml.");
        return null;
    }

    private static OutcomeEvent? OutcomeOf(
        BacktestAsked asked, Workflow workflow, ImmutableArray<string>.Builder mistakes) => asked.Outcome is null
        ? null
        : OutcomeEvent.Read(
            asked.Outcome, asked.OutcomeContracts, asked.OutcomeWallet, asked.OutcomeName, workflow)
            .Match<OutcomeEvent?>(it => it, problem =>
            {
                mistakes.Add($"outcome: {problem}");
                return null;
            });
}
