namespace Kwala.Simulation.Worlds;

/// <summary>Runs many worlds, one thread to each at a time.</summary>
internal static class Campaign
{
    // A chain of continuations that complete one another in place runs deep.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Runs one world, on a thread of its own: a caller's synchronisation context would take continuations elsewhere.
    /// </summary>
    public static Outcome Run(WorldPlan plan, Action<string>? log = null)
    {
        Outcome? outcome = null;
        var thread = new Thread(() => outcome = RunHere(plan, log), StackBytes);
        thread.Start();
        thread.Join();
        return outcome!;
    }

    /// <summary>Runs plans until there are no more or it is enough; tells of each on the thread that ran it.</summary>
    public static void Run(IEnumerable<WorldPlan> plans, int threads, Action<Outcome> done, CancellationToken enough)
    {
        using var next = plans.GetEnumerator();
        var taking = new Lock();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work, StackBytes)).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());

        void Work()
        {
            while (!enough.IsCancellationRequested)
            {
                WorldPlan plan;
                lock (taking)
                {
                    if (!next.MoveNext())
                        return;
                    plan = next.Current;
                }

                done(RunHere(plan));
            }
        }
    }

    /// <summary>The same failure in a smaller world: fewer kinds of faults, fewer blocks, fewer wallets.</summary>
    public static Outcome Shrink(Outcome failed, CancellationToken enough = default)
    {
        var kind = Kind(failed);
        var smallest = failed;
        foreach (var fault in WorldPlan.Kinds.Where(fault => smallest.Plan.Has(fault)))
            Try(smallest.Plan with { Faults = smallest.Plan.Faults & ~fault });
        for (var blocks = smallest.Plan.Blocks / 2; blocks > 2 && Try(smallest.Plan with { Blocks = blocks }); blocks /= 2)
        {
        }

        while (smallest.Plan.Wallets > 1 && Try(smallest.Plan with { Wallets = smallest.Plan.Wallets - 1 }))
        {
        }

        return smallest;

        bool Try(WorldPlan plan)
        {
            if (enough.IsCancellationRequested)
                return false;
            var outcome = Run(plan);
            if (outcome.Broken is null || Kind(outcome) != kind)
                return false;
            smallest = outcome;
            return true;
        }
    }

    // What escapes from a world counts as a broken promise.
    private static Outcome RunHere(WorldPlan plan, Action<string>? log = null)
    {
        try
        {
            return new World(plan, log).Run();
        }
        catch (Exception escaped)
        {
            return new Outcome(plan, $"Escaped: {escaped}", "", 0, TimeSpan.Zero, 0, []);
        }
    }

    /// <summary>Which promise was broken.</summary>
    public static string Kind(Outcome failed) => failed.Broken?.Split(':')[0] ?? "";
}
