using System.Text.Json.Nodes;
using Kwala.Bench.Grains;
using Kwala.Bench.House;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// What the runtime alone takes: calls of grains that do nothing by many callers, activations with and without a stored
/// record (which is looked for in the store and is not there), and the memory that an idle activation holds.
/// </summary>
internal sealed class Calls : IScenario
{
    // The runtime watches what had something to do until its next beat, which is at most a second away.
    private static readonly TimeSpan Beats = TimeSpan.FromSeconds(2);

    public string Name => "calls";

    public string Purpose =>
        "calls and activations of the runtime alone [--wallets N --callers N --calls N --activations N --folder DIR]";

    public IReadOnlyList<string> Options => ["wallets", "callers", "calls", "activations", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var wallets = arguments.Number("wallets", 100_000);
        var callers = arguments.Number("callers", 256);
        var calls = arguments.Number("calls", 10_000_000);
        var activations = arguments.Number("activations", 500_000);
        await using var house = await Deployment.Quiet(Deployment.FolderOf(arguments));
        var grains = house.Services.GetRequiredService<IGrainFactory>();
        var called = Enumerable.Range(0, wallets).Select(number => grains.GetGrain<IBareGrain>(Key(number))).ToArray();

        await Callers.Each(callers, wallets, number => called[number].Answer());
        await Callers.Each(callers, calls / 10, Call); // Compiles and warms.
        using var usage = new Usage();
        var calling = await Callers.Each(callers, calls, Call);
        usage.Stop();
        var perCall = usage.PerEvent(calls);
        var storing = await Callers.Each(
            callers, activations, number => grains.GetGrain<IStoredGrain>(Key(number)).Answer());

        await Task.Delay(Beats, TimeProvider.System, cancellationToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var activating = await Callers.Each(
            callers, activations, number => grains.GetGrain<IBareGrain>(Key(wallets + number)).Answer());
        await Task.Delay(Beats, TimeProvider.System, cancellationToken);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        report.Line(new JsonObject
        {
            ["callsPerSecond"] = Math.Round(calls / calling.TotalSeconds),
            ["activationsPerSecond"] = Math.Round(activations / storing.TotalSeconds),
            ["activationsWithoutStatePerSecond"] = Math.Round(activations / activating.TotalSeconds),
            ["bytesPerActivation"] = Math.Round((double)(after - before) / activations),
            ["processorMicrosecondsPerCall"] = perCall.ProcessorMicroseconds,
            ["allocatedBytesPerCall"] = perCall.AllocatedBytes,
            ["wallets"] = wallets,
            ["callers"] = callers,
            ["calls"] = calls,
            ["activations"] = activations,
        });

        // Far apart in memory, as events of different wallets are.
        Task Call(int index) => called[(int)(unchecked((uint)index * 2_654_435_761) % (uint)wallets)].Answer();
    }

    private static string Key(int number) => $"0x{number:x40}";
}
