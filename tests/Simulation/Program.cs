using Kwala.Simulation.Worlds;

// One world, told step by step: dotnet run --project tests/Simulation -- --seed 42. With --hash, only how it came out.
var silent = args.Contains("--hash");
var outcome = Campaign.Run(PlanText.Read(args), silent ? null : Console.WriteLine);
Console.WriteLine($"{PlanText.Of(outcome.Plan)}: {outcome.TraceHash} {outcome.Steps} steps");
Console.WriteLine(outcome.Broken ?? "All promises were kept.");
return outcome.Broken is null ? 0 : 1;
