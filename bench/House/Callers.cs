using System.Diagnostics;

namespace Kwala.Bench.House;

/// <summary>Calls from many places at once.</summary>
internal static class Callers
{
    /// <summary>
    /// Makes each call below a number once, each caller one after the other. Returns how long all of them took.
    /// </summary>
    public static async Task<TimeSpan> Each(int callers, int count, Func<int, Task> call)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(Run)));
        return Stopwatch.GetElapsedTime(started);

        async Task Run()
        {
            for (int index; (index = Interlocked.Increment(ref next)) < count;)
                await call(index);
        }
    }
}
