using System.Globalization;

namespace Kwala.Simulation.Worlds;

/// <summary>A world as one line that makes it again: <c>--seed 42 --faults Reorgs,Crashes --blocks 20</c>.</summary>
internal static class PlanText
{
    /// <summary>The line.</summary>
    public static string Of(WorldPlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"--seed {plan.Seed} --faults {plan.Faults.ToString().Replace(" ", "")} --wallets {plan.Wallets} --blocks {plan.Blocks}");

    /// <summary>The command that runs it and tells its story.</summary>
    public static string Command(WorldPlan plan) => "dotnet run --project tests/Simulation -- " + Of(plan);

    /// <summary>The world of a line; what is left out is as the seed has it.</summary>
    public static WorldPlan Read(IReadOnlyList<string> words)
    {
        var plan = WorldPlan.Of(ulong.Parse(After(words, "--seed") ?? "1", CultureInfo.InvariantCulture));
        if (After(words, "--faults") is { } faults)
            plan = plan with { Faults = Enum.Parse<Fault>(faults) };
        if (After(words, "--wallets") is { } wallets)
            plan = plan with { Wallets = int.Parse(wallets, CultureInfo.InvariantCulture) };
        if (After(words, "--blocks") is { } blocks)
            plan = plan with { Blocks = int.Parse(blocks, CultureInfo.InvariantCulture) };
        return plan;
    }

    /// <summary>The worlds of a file, one to a line; what follows a # is passed over.</summary>
    public static WorldPlan[] ReadFile(string path) =>
    [
        .. File.ReadLines(path).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)
            .Select(line => Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];

    private static string? After(IReadOnlyList<string> words, string name)
    {
        for (var at = 0; at + 1 < words.Count; at++)
            if (words[at] == name)
                return words[at + 1];
        return null;
    }
}
