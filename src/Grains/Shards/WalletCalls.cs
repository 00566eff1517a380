using System.Collections.Immutable;

namespace Kwala.Grains.Shards;

/// <summary>Calls many wallets, so many at a time (back-pressure), and tells which calls failed.</summary>
/// <param name="atOnce">How many calls may be under way.</param>
internal sealed class WalletCalls(int atOnce)
{
    /// <summary>A call that failed, or was not made any more.</summary>
    /// <param name="Index">Which of the asked.</param>
    /// <param name="Failure">Why; null where it was not made any more.</param>
    public readonly record struct Failed(int Index, Exception? Failure);

    /// <summary>Calls for each index below a number. Failures are gathered, not thrown.</summary>
    /// <param name="count">How many.</param>
    /// <param name="call">The call for an index.</param>
    /// <param name="isOver">Asked before each call; once it holds no further call is made.</param>
    public async Task<ImmutableArray<Failed>> Each(int count, Func<int, Task> call, Func<bool>? isOver = null)
    {
        var next = 0;
        var failures = ImmutableArray.CreateBuilder<Failed>();
        // The lanes share the caller's scheduler: one turn at a time, so that neither counter nor list needs a lock.
        var lanes = new Task[Math.Min(atOnce, count)];
        for (var lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = Run();
        await Task.WhenAll(lanes);
        for (var index = next; index < count; index++)
            failures.Add(new Failed(index, null));
        return failures.ToImmutable();

        async Task Run()
        {
            while (next < count && isOver?.Invoke() != true)
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
