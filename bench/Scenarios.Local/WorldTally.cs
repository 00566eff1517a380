using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Simulation.Worlds;

namespace Kwala.Bench.Scenarios.Local;

/// <summary>What came of the worlds so far.</summary>
internal sealed class WorldTally(ulong from, TimeProvider time)
{
    /// <summary>How many failed seeds the figures name.</summary>
    public const int NamedMax = 100;

    private readonly long _started = time.GetTimestamp();
    private readonly SortedSet<ulong> _failed = [];
    private int _worlds;

    /// <summary>How many broke a promise.</summary>
    public int Failed { get; private set; }

    private double PerSecond => Math.Round(_worlds / Math.Max(time.GetElapsedTime(_started).TotalSeconds, 0.001), 2);

    /// <summary>A world is done.</summary>
    public void Add(Outcome outcome)
    {
        _worlds++;
        if (outcome.Broken is null)
            return;
        Failed++;
        _failed.Add(outcome.Plan.Seed);
        if (_failed.Count > NamedMax)
            _failed.Remove(_failed.Max);
    }

    /// <summary>One line for people.</summary>
    public string Summary(int wanted) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_worlds:N0} of {wanted:N0} worlds, {Failed:N0} failed, {PerSecond:N1} a second");

    /// <summary>The figures; of the failed seeds the lowest are named.</summary>
    public JsonObject Figures() => new()
    {
        ["from"] = from,
        ["seeds"] = _worlds,
        ["failed"] = Failed,
        ["failedSeeds"] = new JsonArray([.. _failed.Select(seed => (JsonNode)seed)]),
        ["seconds"] = Math.Round(time.GetElapsedTime(_started).TotalSeconds, 1),
        ["worldsPerSecond"] = PerSecond,
    };

    /// <summary>A broken promise, and the command that breaks it again.</summary>
    public static string Told(Outcome failed) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {failed.Plan.Seed}: {failed.Broken}{Environment.NewLine}  {PlanText.Command(failed.Plan)}");
}
