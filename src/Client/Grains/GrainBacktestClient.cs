using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Backtests;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>Backtests by their grain.</summary>
internal sealed class GrainBacktestClient(IGrainFactory grains, GrainCalls calls) : IBacktestClient
{
    private const string Whom = "The backtests";

    private IBacktestsGrain Backtests => grains.GetGrain<IBacktestsGrain>(IBacktestsGrain.Key);

    public Task<BacktestOutcome> Start(BacktestQuestion question, CancellationToken cancellationToken) => calls.Ask(
        async () => (await Backtests.Start(Asked(question))).Match<BacktestOutcome>(
            id => new BacktestOutcome.Started(id),
            mistakes => new BacktestOutcome.Refused(mistakes),
            () => new BacktestOutcome.Busy()),
        reason => new BacktestOutcome.Unavailable(reason),
        Whom,
        cancellationToken);

    public Task<ReadOutcome<BacktestStanding>> Read(string id, CancellationToken cancellationToken) =>
        calls.Read<BacktestStanding>(
            async () => await Backtests.Read(id) is { } status
                ? new ReadOutcome<BacktestStanding>.Found(Standing(status))
                : new ReadOutcome<BacktestStanding>.NotFound(
                    "There is no such backtest, or the process that ran it has ended: start it again."),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<bool>> Cancel(string id, CancellationToken cancellationToken) => calls.Read<bool>(
        async () => new ReadOutcome<bool>.Found(await Backtests.Cancel(id)), Whom, cancellationToken);

    private static BacktestAsked Asked(BacktestQuestion question) => new()
    {
        Yaml = question.Yaml,
        Workflow = question.Workflow?.Value,
        From = question.From,
        To = question.To,
        FromTime = question.FromTime,
        ToTime = question.ToTime,
        Wallets = question.Wallets,
        Thresholds = question.Thresholds,
        Tiers = question.Tiers,
        Outcome = question.Outcome?.Event,
        OutcomeContracts = question.Outcome?.Contracts ?? [],
        OutcomeWallet = question.Outcome?.Wallet,
        OutcomeName = question.Outcome?.Name,
    };

    private static BacktestStanding Standing(BacktestStatus it) => new(
        it.Id,
        it.State switch
        {
            BacktestState.Running => "running",
            BacktestState.Finished => "finished",
            _ => "failed",
        },
        it.Share,
        it.Block,
        it.Logs,
        it.Trouble,
        it.Report);
}
