using System.Text.Json.Nodes;
using Kwala.Simulation.People;

namespace Kwala.Bench.Scenarios.Local;

/// <summary>Simulated people against the behavioural model: one line a person, and one for all of them.</summary>
internal sealed class BenchPeople : IScenario
{
    public string Name => "people";

    public string Purpose => "simulated owners against what is learned of them [--seeds N --weeks N]";

    public IReadOnlyList<string> Options => ["seeds", "weeks"];

    public Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var seeds = arguments.AtLeastOne("seeds", 100);
        var weeks = arguments.AtLeastOne("weeks", 52);
        var all = new List<PersonFigures>();
        foreach (var person in Cast.All)
        {
            var runs = new List<PersonFigures>();
            for (var seed = 1; seed <= seeds && !cancellationToken.IsCancellationRequested; seed++)
                runs.Add(PersonYear.Run(person, (ulong)seed, weeks));
            all.Add(PersonFigures.Sum(person.Name, runs));
            report.Line(Figures(all[^1]));
        }

        report.Line(Figures(PersonFigures.Sum("all", all)));
        return Task.CompletedTask;
    }

    private static JsonObject Figures(PersonFigures run) => new()
    {
        ["person"] = run.Name,
        ["alerts"] = run.Alerts,
        ["savedPercent"] = Percent(run.Saved),
        ["missedPercentOfActedOn"] = Percent(run.MissedOfActed),
        ["missedPercentOfKeptBack"] = Percent(run.MissedOfWithheld),
        ["slotAccuracyPercent"] = run.SlotWeeks == 0 ? null : Percent(run.SlotAccuracy),
        ["slotsInvented"] = run.SlotsInvented,
        ["alertsUntilAdaptedMax"] = run.Adapted.Count == 0 ? null : run.Adapted.Max(),
        ["weeksUntilSlotFollowsMax"] = run.WeeksToFollow,
        ["bytesMax"] = run.BytesMax,
    };

    private static double Percent(double share) => Math.Round(100 * share, 2);
}
