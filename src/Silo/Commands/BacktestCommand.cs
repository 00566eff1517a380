using System.CommandLine;
using System.Collections.Immutable;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Backtests;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary>
/// <c>kwala backtest</c>: what a workflow would have told, over past blocks or a file of logs. Sends and stores
/// nothing.
/// </summary>
internal static class BacktestCommand
{
    private static readonly Option<FileInfo> Workflow = new("--workflow")
    {
        Description = "The workflow's file.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Logs = new("--logs")
    {
        Description = "A file of logs: one a line as eth_getLogs gives them, with blockTimestamp.",
    };

    private static readonly Option<string?> Rpc = new("--rpc") { Description = "A node's URL." };

    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "The configuration with the workflow's chain, where neither --logs nor --rpc is given.",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "The first block, a date such as 2026-05-01 or 2026-05-01T12:00Z (UTC), or how long ago: 90d.",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The last block, or before when; the newest, or the file's last, where it is left out.",
    };

    private static readonly Option<string[]> Wallets = new("--wallet")
    {
        Description = "Only this wallet. May be repeated.",
    };

    private static readonly Option<string[]> Thresholds = new("--threshold")
    {
        Description = "A threshold to try, such as 1.30, or 0.95..1.05 for a band. May be repeated.",
    };

    private static readonly Option<string[]> Tiers = new("--tier")
    {
        Description = "A tier to try. May be repeated; all tiers where neither this nor --threshold is given.",
    };

    private static readonly Option<string?> Outcome = new("--outcome")
    {
        Description = "The event that alerts should come before: \"LiquidationCall(...)\" as in Solidity.",
    };

    private static readonly Option<string?> OutcomeWallet = new("--outcome-wallet")
    {
        Description = "The argument of --outcome that holds the wallet.",
    };

    private static readonly Option<string[]> OutcomeContracts = new("--outcome-contract")
    {
        Description = "A contract that emits --outcome; any where it is left out. May be repeated.",
    };

    private static readonly Option<string?> OutcomeName = new("--outcome-name")
    {
        Description = "What one is called, such as liquidation.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON lines on stdout." };

    public static Command Create()
    {
        var command = new Command("backtest", "Try a workflow on past blocks: who would have been told what, and when.")
        {
            Workflow, Logs, Rpc, Config, From, To, Wallets, Thresholds, Tiers, Outcome, OutcomeWallet,
            OutcomeContracts, OutcomeName, Json,
        };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (Bound(parsed, From, now, mistakes), Bound(parsed, To, now, mistakes));
        if (from is { } first && PastBound.IsEmpty(first, to))
            mistakes.Add("--from, --to: give the first block, or instant, first.");
        if (from?.At > now)
            mistakes.Add($"--from: {from} lies in the future.");
        using var source = await BacktestSource.Open(
            new BacktestPlace(parsed.GetValue(Logs), parsed.GetValue(Rpc), parsed.GetValue(Config), from, to),
            Read(parsed.GetValue(Workflow)!),
            mistakes,
            cancellationToken);
        var wallets = Addresses(parsed.GetValue(Wallets), mistakes);
        var planning = BacktestPlan.Of(
            source.Workflow,
            [.. parsed.GetValue(Thresholds) ?? []],
            [.. parsed.GetValue(Tiers) ?? []],
            Preferences.Unset,
            OutcomeOf(parsed, source.Workflow, mistakes));
        mistakes.AddRange(planning.Match(_ => [], refused => refused));
        if (mistakes.Count > 0)
            throw new CannotStartException(mistakes.ToImmutable());
        var plan = ((BacktestPlanning.Planned)planning).Plan;
        var backtest = new Backtest(plan, wallets, Environment.ProcessorCount);
        var end = await BacktestProgressView.Show(
            progress => backtest.Run(source.Past, progress, cancellationToken), TimeProvider.System);
        var report = end.Match(finished => finished, reason => throw new InvalidOperationException(reason));
        if (parsed.GetValue(Json))
            BacktestView.WriteJson(report, Console.Out);
        else
            BacktestView.Write(report, BacktestView.StandardOutput());
    }

    // What is wrong begins at block 0, so that the other mistakes are told, too.
    private static PastBound? Bound(
        ParseResult parsed, Option<string?> option, DateTimeOffset now, ImmutableArray<string>.Builder mistakes)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        if (PastBound.Parse(text, now) is { } bound)
            return bound;
        mistakes.Add($"{option.Name} {text}: {PastBound.Advice}.");
        return option == From ? PastBound.OfBlock(0) : null;
    }

    private static OutcomeEvent? OutcomeOf(
        ParseResult parsed, Workflow workflow, ImmutableArray<string>.Builder mistakes)
    {
        if (parsed.GetValue(Outcome) is not { } declaration)
        {
            if (parsed.GetResult(OutcomeWallet) is not null || parsed.GetResult(OutcomeName) is not null
                || parsed.GetResult(OutcomeContracts) is not null)
                mistakes.Add("--outcome: give the event that --outcome-... is about.");
            return null;
        }

        return OutcomeEvent.Read(
            declaration,
            Addresses(parsed.GetValue(OutcomeContracts), mistakes),
            parsed.GetValue(OutcomeWallet),
            parsed.GetValue(OutcomeName),
            workflow).Match<OutcomeEvent?>(
                found => found,
                problem =>
                {
                    mistakes.Add($"--outcome: {problem}");
                    return null;
                });
    }

    private static ImmutableArray<Address> Addresses(string[]? texts, ImmutableArray<string>.Builder mistakes)
    {
        var addresses = ImmutableArray.CreateBuilder<Address>();
        foreach (var text in texts ?? [])
            Address.Parse(text).Match(
                address =>
                {
                    addresses.Add(address);
                    return true;
                },
                problem =>
                {
                    mistakes.Add($"{text}: {problem}");
                    return false;
                });
        return addresses.ToImmutable();
    }

    private static WorkflowSource Read(FileInfo file)
    {
        try
        {
            return new WorkflowSource(file.ToString(), File.ReadAllText(file.FullName));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"{file} cannot be read: {unreadable.Message}");
        }
    }
}
