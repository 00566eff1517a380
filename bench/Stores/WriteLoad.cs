using System.Diagnostics;
using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Bench.Stores;

/// <summary>Callers that write a state of their own again and again, each when the last write is durable.</summary>
internal sealed class WriteLoad(Contender contender, int callers)
{
    private const string StateName = "wallet";

    private readonly (GrainId Grain, GrainState<SampleWallet> State)[] _grains =
    [
        .. Enumerable.Range(0, callers).Select(number => (
            GrainId.Create("wallet", string.Create(CultureInfo.InvariantCulture, $"0x{number:x40}")),
            new GrainState<SampleWallet> { State = SampleWallet.Of(number) })),
    ];

    /// <summary>Writes each state once: afterwards the row of each is there.</summary>
    public Task Begin() => Task.WhenAll(_grains.Select(grain => Task.Run(() => Write(grain.Grain, grain.State))));

    /// <summary>
    /// Writes for so long, and to the end what has begun by then. Gives how many writes are durable, and in what time.
    /// </summary>
    public async Task<(long Rows, TimeSpan Took)> Run(TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var written = await Task.WhenAll(_grains.Select(grain => Task.Run(async () =>
        {
            var rows = 0L;
            for (; Stopwatch.GetElapsedTime(started) < duration; rows++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Write(grain.Grain, grain.State);
            }

            return rows;
        })));
        return (written.Sum(), Stopwatch.GetElapsedTime(started));
    }

    private Task Write(GrainId grain, GrainState<SampleWallet> state)
    {
        state.State = state.State! with { NumbersUsed = state.State.NumbersUsed + 1 };
        return contender.Storage.WriteStateAsync(StateName, grain, state);
    }
}
