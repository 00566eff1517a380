using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// Gives signals what is known of their wallets' portfolios, where their workflow asks: those of a block are read at
/// once. What cannot be read holds nothing up, since the lane says what follows from doubt (decision 13).
/// </summary>
internal sealed class StepPortfolios
{
    private static readonly PortfolioReading Past = new(
        null, "The block is too old to be told: no portfolio is read for it.");

    private readonly Dictionary<(BlockRef Block, Address Wallet), PortfolioReading> _readings = [];

    private StepPortfolios() { }

    /// <summary>The batch with the portfolios of whoever may still be told; the same where no workflow asks.</summary>
    public static async Task<WalletBatch> Of(
        WalletBatch batch,
        ImmutableArray<Workflow> workflows,
        IPortfolioReader? reader,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var asking = workflows.Where(it => it.Portfolio is not null).ToDictionary(it => it.Id);
        if (asking.Count == 0)
            return batch;
        var open = batch.Wallets.Zip(batch.Signals)
            .SelectMany(it => it.Second.Select(signal => (Wallet: it.First, Signal: signal)))
            .Where(it => asking.TryGetValue(it.Signal.Workflow, out var workflow)
                && (it.Signal.Live || it.Signal.Source.BlockTime + workflow.ValidFor >= now));
        var portfolios = new StepPortfolios();
        foreach (var block in open.GroupBy(it => it.Signal.Source.Block))
            await portfolios.Ask(
                reader, block.First().Signal.Source, [.. block.Select(it => it.Wallet).Distinct()], cancellationToken);
        return batch with
        {
            Signals =
            [
                .. batch.Signals.Select((signals, at) => signals.Select(signal =>
                    asking.TryGetValue(signal.Workflow, out var workflow)
                        ? portfolios.With(signal, workflow, batch.Wallets[at])
                        : signal).ToImmutableArray()),
            ],
        };
    }

    /// <summary>One signal with its wallet's portfolio; the same where the workflow does not ask.</summary>
    public static async Task<Signal> Of(
        Signal signal, Workflow workflow, Address wallet, IPortfolioReader? reader, CancellationToken cancellationToken)
    {
        if (workflow.Portfolio is null)
            return signal;
        var portfolios = new StepPortfolios();
        await portfolios.Ask(reader, signal.Source, [wallet], cancellationToken);
        return portfolios.With(signal, workflow, wallet);
    }

    /// <summary>
    /// Present values with the wallet's portfolio after the newest block of their chain: that of their own may be long
    /// ago. The same where no workflow asks.
    /// </summary>
    public static async Task<ImmutableArray<Signal>> Now(
        ImmutableArray<Signal> values,
        ImmutableSortedDictionary<WorkflowId, Workflow> workflows,
        Address wallet,
        ChainReading chains,
        DateTimeOffset now)
    {
        var readings = new Dictionary<ChainId, PortfolioReading>();
        var seen = ImmutableArray.CreateBuilder<Signal>(values.Length);
        foreach (var value in values)
        {
            if (workflows.GetValueOrDefault(value.Workflow) is not { Portfolio: not null } workflow)
            {
                seen.Add(value);
                continue;
            }

            if (!readings.TryGetValue(value.Source.Chain, out var reading))
                readings[value.Source.Chain] = reading = await Newest(value.Source.Chain, wallet, chains, now);
            seen.Add(value with
            {
                Portfolio = AssetsOf(workflow, value) is { IsEmpty: false } assets
                    ? reading.SeenFrom(assets)
                    : new PortfolioSeen(null, "Of a past value it is not kept which asset it is about."),
            });
        }

        return seen.MoveToImmutable();
    }

    private static async Task<PortfolioReading> Newest(
        ChainId chain, Address wallet, ChainReading chains, DateTimeOffset now)
    {
        if (chains.Portfolios is not { } reader || chains.Feeds.For(chain) is not { } feed)
            return new PortfolioReading(null, "This deployment reads no portfolios.");
        return await feed.Start(fromBlock: null, CancellationToken.None) is
            ChainAnswer<FeedCheckpoint>.Answered { Value.Window: [.., var newest] }
            ? (await reader.Read(chain, newest, now, [wallet], CancellationToken.None))[0]
            : new PortfolioReading(null, $"The newest block of {chain} is not known.");
    }

    // A past value keeps no arguments but those that tell positions apart.
    private static ImmutableArray<Address> AssetsOf(Workflow workflow, Signal value)
    {
        var plan = workflow.Portfolio!;
        if (!plan.Assets.IsEmpty || workflow.Subject.IndexOf(plan.Argument) is not (>= 0 and var part))
            return plan.AssetsOf(value.Source.Arguments.IsDefault ? [] : value.Source.Arguments);
        var parts = value.Subject.Value.Split('/')[^1].Split(':');
        return part < parts.Length && Address.TryParse(parts[part], out var asset) ? [asset] : [];
    }

    private Signal With(Signal signal, Workflow workflow, Address wallet) => signal with
    {
        Portfolio = _readings.GetValueOrDefault((signal.Source.Block, wallet), Past)
            .SeenFrom(workflow.Portfolio!.AssetsOf(signal.Source.Arguments)),
    };

    private async Task Ask(
        IPortfolioReader? reader,
        SignalSource at,
        ImmutableArray<Address> wallets,
        CancellationToken cancellationToken)
    {
        var readings = reader is null
            ? [.. wallets.Select(_ => new PortfolioReading(null, "This deployment reads no portfolios."))]
            : await reader.Read(at.Chain, at.Block, at.BlockTime, wallets, cancellationToken);
        for (var i = 0; i < wallets.Length; i++)
            _readings[(at.Block, wallets[i])] = readings[i];
    }
}
