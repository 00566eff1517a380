namespace Kwala.Simulation.People;

/// <summary>What came of a person's months, or of several persons'.</summary>
internal sealed class PersonFigures(string name)
{
    public string Name { get; } = name;

    /// <summary>What came.</summary>
    public int Alerts { get; set; }

    /// <summary>What the person would have acted on, if told.</summary>
    public int WouldAct { get; set; }

    /// <summary>What was kept back: the notifications saved.</summary>
    public int Withheld { get; set; }

    /// <summary>What was kept back and would have been acted on.</summary>
    public int Missed { get; set; }

    /// <summary>Weeks in which a slot could have been known.</summary>
    public int SlotWeeks { get; set; }

    /// <summary>Weeks in which the learned slot was the person's own, give or take an hour.</summary>
    public int SlotHits { get; set; }

    /// <summary>Weeks in which a slot was learned of somebody who has none.</summary>
    public int SlotsInvented { get; set; }

    /// <summary>Weeks from the change until the slot followed; null where it did not, or nothing changed.</summary>
    public int? WeeksToFollow { get; set; }

    /// <summary>Alerts from the change until the model followed, one for each stream and run.</summary>
    public List<int> Adapted { get; } = [];

    /// <summary>The most that the behaviour took where it is stored, in bytes.</summary>
    public int BytesMax { get; set; }

    public double Saved => Share(Withheld, Alerts);

    /// <summary>Of what would have been acted on, the share that was kept back.</summary>
    public double MissedOfActed => Share(Missed, WouldAct);

    /// <summary>Of what was kept back, the share that would have been acted on.</summary>
    public double MissedOfWithheld => Share(Missed, Withheld);

    public double SlotAccuracy => Share(SlotHits, SlotWeeks);

    /// <summary>All of them together.</summary>
    public static PersonFigures Sum(string name, IEnumerable<PersonFigures> runs)
    {
        var sum = new PersonFigures(name);
        foreach (var run in runs)
        {
            sum.Alerts += run.Alerts;
            sum.WouldAct += run.WouldAct;
            sum.Withheld += run.Withheld;
            sum.Missed += run.Missed;
            sum.SlotWeeks += run.SlotWeeks;
            sum.SlotHits += run.SlotHits;
            sum.SlotsInvented += run.SlotsInvented;
            sum.Adapted.AddRange(run.Adapted);
            sum.BytesMax = Math.Max(sum.BytesMax, run.BytesMax);
            if (run.WeeksToFollow is { } weeks)
                sum.WeeksToFollow = Math.Max(sum.WeeksToFollow ?? 0, weeks);
        }

        return sum;
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
