using Kwala.Chain;
using Kwala.Chain.Logs;
using Kwala.Core.Backtests;
using Kwala.Core.Workflows;
using Kwala.Grains.Backtests;
using Kwala.Ports.Chain;
using Kwala.Silo.Hosting;
using Kwala.Workflows;

namespace Kwala.Silo.Commands;

/// <summary>Where the past is: a file, else a node, else what is configured; and which part of it.</summary>
internal sealed record BacktestPlace(FileInfo? Logs, string? Rpc, FileInfo? Config, PastBound? From, PastBound? To);

/// <summary>The past that a backtest reads, and the workflow as it is compiled for its chain.</summary>
internal sealed class BacktestSource : IDisposable
{
    private readonly ServiceProvider? _services;

    private BacktestSource(Workflow workflow, IPastLogs past, ServiceProvider? services) =>
        (Workflow, Past, _services) = (workflow, past, services);

    public Workflow Workflow { get; }

    public IPastLogs Past { get; }

    /// <exception cref="CannotStartException">
    /// All mistakes of the workflow, or what the place lacks, with those that are known already.
    /// </exception>
    public static async Task<BacktestSource> Open(
        BacktestPlace place, WorkflowSource source, IEnumerable<string> known, CancellationToken cancellationToken)
    {
        try
        {
            return await Open(place, source, cancellationToken);
        }
        catch (CannotStartException refused)
        {
            throw new CannotStartException([.. known, .. refused.Mistakes]);
        }
    }

    private static async Task<BacktestSource> Open(
        BacktestPlace place, WorkflowSource source, CancellationToken cancellationToken)
    {
        if (place.Logs is { } file)
        {
            // A file does not say which chain it is of, and nothing asks.
            var workflow = Compiled(WorkflowCompiler.WithoutDeployment, source);
            if (workflow.ReadsItsValue)
                throw new CannotStartException(
                    $"--logs: {workflow.Id} reads its value from contracts, which a file cannot answer for. "
                    + "Give --rpc or --config with an archive node.");
            return new BacktestSource(workflow, new LogFile(file.ToString(), place.From, place.To), null);
        }

        if (place.From is not { } from)
            throw new CannotStartException("--from: give the first block, or a date.");
        var services = await Services(place, cancellationToken);
        var feeds = services.GetRequiredService<IChainFeeds>();
        var known = Compiled(CompilerFor(place, feeds), source);
        var chain = known.Trigger.Chain;
        return new BacktestSource(
            known,
            new PastOfChain(
                feeds.For(chain)!, from, place.To, TimeProvider.System, contracts: feeds.ReaderOf(chain)),
            services);
    }

    public void Dispose() => _services?.Dispose();

    private static async Task<ServiceProvider> Services(BacktestPlace place, CancellationToken cancellationToken)
    {
        if (place.Rpc is not { } text)
            return KwalaHost.Chains(KwalaHost.Builder(place.Config));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CannotStartException("--rpc: give a node's URL, such as http://127.0.0.1:8545.");
        var chain = (await NodeQuestion.ChainOf(url, TimeProvider.System, cancellationToken)).Match(
            it => it,
            (reason, _) => throw new CannotStartException($"--rpc: {reason}"),
            reason => throw new CannotStartException($"--rpc: {reason}"));
        return new ServiceCollection().AddKwalaChain(options => options.Chains.Add(new ChainOptions
        {
            Name = "rpc",
            Id = chain.Value,
            Rpc = { text },
        })).BuildServiceProvider();
    }

    // Whatever the workflow calls its chain, it is the node's.
    private static WorkflowCompiler CompilerFor(BacktestPlace place, IChainFeeds feeds) => place.Rpc is not null
        ? WorkflowCompiler.ForChain(feeds.Chains[0].Chain)
        : WorkflowCompiler.ForChains(feeds.Chains.ToDictionary(chain => chain.Name, chain => chain.Chain));

    private static Workflow Compiled(WorkflowCompiler compiler, WorkflowSource source) =>
        compiler.Compile(source).Match(
            workflow => workflow,
            mistakes => throw new CannotStartException([.. mistakes.Select(mistake => mistake.ToString())]));
}
