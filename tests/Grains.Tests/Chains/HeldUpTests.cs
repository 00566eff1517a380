using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>How often a step is tried again that somebody cannot take.</summary>
public sealed class HeldUpTests
{
    // Longer pauses are slept in parts.
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(5);

    private readonly House _house = new();

    [Fact]
    public async Task Pause_before_a_step_is_taken_again_doubles_up_to_half_a_minute()
    {
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        var tries = new List<DateTimeOffset>();
        _house.Storage.BeforeWrite = (state, _) =>
        {
            if (state != "wallet")
                return null;
            tries.Add(_house.Time.GetUtcNow());
            return new StorageException(StorageFault.Full, "There is no room.");
        };
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        double[] pauses = [0.5, 1, 2, 4, 8, 16, 30, 30];

        await _house.Follow(process, Waits(TimeSpan.FromSeconds(pauses[0])));
        foreach (var pause in pauses)
            await Pass(TimeSpan.FromSeconds(pause));
        await Waits(LookMax);

        Assert.Equal(pauses, tries.Zip(tries.Skip(1), (first, next) => (next - first).TotalSeconds));
    }

    private async Task Pass(TimeSpan left)
    {
        while (left > TimeSpan.Zero)
        {
            var step = left < LookMax ? left : LookMax;
            await Waits(step);
            _house.Time.Advance(step);
            left -= step;
        }
    }

    private Task Waits(TimeSpan pause) => _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30));
}
