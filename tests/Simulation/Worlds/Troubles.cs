using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>What befalls whole processes.</summary>
internal sealed class Troubles(World world)
{
    private static readonly TimeSpan DownMax = TimeSpan.FromSeconds(90);

    private readonly SeededChoice _choice = world.Plan.Choice("troubles");
    private long _nextCrash = -1;

    /// <summary>Looks whether something befalls them after this step.</summary>
    public void Befall()
    {
        if (world.Plan.Has(Fault.Crashes))
            Crash();
    }

    // By steps, not by time: between any two of them, whatever they are.
    private void Crash()
    {
        if (_nextCrash < 0)
            _nextCrash = world.Loop.Steps + NextCrash();
        if (world.Loop.Steps < _nextCrash)
            return;
        _nextCrash = -1;
        if (world.Running.Count == 0)
            return;
        world.Kill(_choice.OneOf(world.Running));
        world.Loop.After(_choice.UpTo(DownMax), null, () =>
        {
            if (world.Running.Count == 0)
                world.StartProcess();
        });
    }

    private long NextCrash() => 20 + (long)(20 * Math.Pow(300, _choice.Fraction()));
}
