using Kwala.Ports.Storage;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;
using Orleans.Storage;

namespace Kwala.Simulation.Store;

/// <summary>A process's way to its store, with all the faults of the plan.</summary>
internal sealed class StormyWeather(
    SimulatedWorld loop, SimulatedProcess process, FaultDice dice, SeededChoice choice) : IWeather
{
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(4), LongWay = TimeSpan.FromSeconds(45);

    public Task<T> Ask<T>(Question question, string about, Func<T> act)
    {
        // Its continuations run on the loop, wherever they want to: none may be made to hop to another thread.
        var answer = new TaskCompletionSource<T>();
        var writes = question != Question.Read;
        var refused = dice.Falls(Fault.StoreRefuses);
        var unknown = writes && dice.Falls(Fault.StoreUnknown);
        var conflict = question == Question.WriteState && dice.Falls(Fault.StoreConflict);
        var reaches = !refused && (!unknown || choice.Chance(0.5));
        // What is on its way when its process dies arrives, or does not.
        var outlives = choice.Chance(0.5);
        loop.After(Delay(), null, () =>
        {
            if (!process.IsAlive && !outlives)
                return;
            var outcome = Outcome(reaches ? act : null, unknown, conflict);
            loop.After(Delay(), process, () => outcome(answer));
        });
        return answer.Task;
    }

    private static Action<TaskCompletionSource<T>> Outcome<T>(Func<T>? act, bool unknown, bool conflict)
    {
        T? value = default;
        try
        {
            if (act is not null)
                value = act();
        }
        catch (Exception refused)
        {
            return answer => answer.SetException(refused);
        }

        if (unknown)
            return answer => answer.SetException(
                new StorageException(StorageFault.OutcomeUnknown, "The answer to a commit was lost."));
        if (act is null)
            return answer => answer.SetException(new StorageException(StorageFault.Unreachable, "No answer."));
        return conflict
            ? answer => answer.SetException(new InconsistentStateException("Another version is stored.", "?", "?"))
            : answer => answer.SetResult(value!);
    }

    private TimeSpan Delay() => choice.UpTo(dice.Falls(Fault.StoreSlow) ? LongWay : Way);
}
