using Kwala.Simulation.Worlds;

// One world, told step by step: dotnet run --project tests/Simulation -- --seed 42. With --hash, only how it came out.
// All worlds of a file, a line each, told only by how they came out: --file tests/Simulation/Seeds/open.txt.
if (args is ["--file", var file])
    return RunFile(file);
var silent = args.Contains("--hash");
var outcome = Campaign.Run(PlanText.Read(args), silent ? null : Console.WriteLine);
Console.WriteLine($"{PlanText.Of(outcome.Plan)}: {outcome.TraceHash} {outcome.Steps} steps");
Console.WriteLine(outcome.Broken ?? "All promises were kept.");
return outcome.Broken is null ? 0 : 1;

static int RunFile(string file)
{
    var failed = 0;
    var telling = new Lock();
    var plans = PlanText.ReadFile(file);
    Campaign.Run(plans, Environment.ProcessorCount, Tell, CancellationToken.None);
    Console.WriteLine($"{failed} of {plans.Length} worlds broke a promise.");
    return failed == 0 ? 0 : 1;

    void Tell(Outcome outcome)
    {
        lock (telling)
        {
            failed += outcome.Broken is null ? 0 : 1;
            Console.WriteLine($"{PlanText.Of(outcome.Plan)} # {outcome.Broken ?? "kept"}");
        }
    }
}
