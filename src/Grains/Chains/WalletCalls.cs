using System.Collections.Immutable;

namespace Kwala.Grains.Chains;

/// <summary>Calls many wallets, so many at a time (back-pressure), and tells which calls failed.</summary>
/// <param name="atOnce">How many calls may be under way.</param>
internal sealed class WalletCalls(int atOnce)
{
    /// <summary>A call that failed.</summary>
    /// <param name="Index">Which of the asked.</param>
    /// <param name="Failure">Why.</param>
    public readonly record struct Failed(int Index, Exception Failure);

    /// <summary>Calls for each index below a number. Failures are gathered, not thrown: every call is made.</summary>
    public async Task<ImmutableArray<Failed>> Each(int count, Func<int, Task> call)
    {
        var next = 0;
        var failures = ImmutableArray.CreateBuilder<Failed>();
        // The lanes share the caller's scheduler: one turn at a time, so that neither counter nor list needs a lock.
        var lanes = new Task[Math.Min(atOnce, count)];
        for (var lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = Run();
        await Task.WhenAll(lanes);
        return failures.ToImmutable();

        async Task Run()
        {
            while (next < count)
            {
                var index = next++;
                try
                {
                    await call(index);
                }
                catch (Exception failure)
                {
                    failures.Add(new Failed(index, failure));
                }
            }
        }
    }
}
