using Kwala.Bench;
using Kwala.Bench.Scenarios;

IScenario[] scenarios = [new Decide(), new Ingest(), new Latency(), new Fill()];
if (args.Length == 0 || scenarios.FirstOrDefault(scenario => scenario.Name == args[0]) is not { } chosen)
{
    Console.Error.WriteLine("usage: bench SCENARIO [OPTIONS]");
    foreach (var scenario in scenarios)
        Console.Error.WriteLine($"  {scenario.Name,-8} {scenario.Purpose}");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
await chosen.Run(new Arguments(args[1..]), new Report(chosen.Name, Console.Out), stopping.Token);
return 0;
