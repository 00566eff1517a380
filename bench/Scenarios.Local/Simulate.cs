using Kwala.Simulation.Worlds;

namespace Kwala.Bench.Scenarios.Local;

/// <summary>
/// Runs simulated worlds, one to a processor at a time, from a seed on. A seed that breaks a promise is told at once,
/// shrunk, with the command that repeats it. Stopped from outside, it ends with the figures so far.
/// </summary>
internal sealed class Simulate : IScenario
{
    public string Name => "simulate";

    public string Purpose =>
        "simulated worlds until so many are done or the time is over [--seeds N --minutes M --from S --without FAULTS]";

    public IReadOnlyList<string> Options => ["seeds", "minutes", "from", "without"];

    public Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var seeds = arguments.Number("seeds", 1000);
        var from = (ulong)arguments.Number("from", 1);
        var without = FaultsOf(arguments);
        using var over = LimitOf(arguments);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        var tally = new WorldTally(from, TimeProvider.System);
        var telling = new Lock();
        WorldProgress.During(report.Progress, TimeProvider.System, progress => Campaign.Run(
            Enumerable.Range(0, seeds).Select(number => WorldPlan.Of(from + (ulong)number))
                .Select(plan => plan with { Faults = plan.Faults & ~without }),
            Environment.ProcessorCount,
            outcome =>
            {
                var shrunk = outcome.Broken is null ? outcome : Campaign.Shrink(outcome, enough.Token);
                lock (telling)
                {
                    tally.Add(outcome);
                    if (outcome.Broken is not null)
                        progress.Tell(WorldTally.Told(shrunk));
                    progress.Show(tally.Summary(seeds));
                }
            },
            enough.Token));
        report.Line(tally.Figures());
        if (tally.Failed > 0)
            report.Fail();
        return Task.CompletedTask;
    }

    private static CancellationTokenSource LimitOf(Arguments arguments) =>
        arguments.Text("minutes") is null
            ? new CancellationTokenSource()
            : new CancellationTokenSource(
                TimeSpan.FromMinutes(arguments.Number("minutes", 0)), TimeProvider.System);

    private static Fault FaultsOf(Arguments arguments) => (arguments.Text("without") ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Aggregate(Fault.None, (all, name) => WorldPlan.Kinds.FirstOrDefault(kind => kind.ToString() == name) is var kind
            && kind != Fault.None
            ? all | kind
            : throw new UsageException(
                $"--without: {name} is no kind of fault; there are {string.Join(", ", WorldPlan.Kinds)}."));
}
