using System.Text.Json.Nodes;

namespace Kwala.Bench.Stores;

/// <summary>What one turn of a contender gave.</summary>
/// <param name="Rows">States that became durable.</param>
/// <param name="RowsPerSecond">The same by the time that it took.</param>
/// <param name="ProcessorMicroseconds">Of this process per row; the server's is not in it.</param>
internal sealed record StoreFigures(long Rows, double RowsPerSecond, double ProcessorMicroseconds)
{
    /// <summary>Lets the callers write for so long.</summary>
    public static async Task<StoreFigures> Of(WriteLoad load, TimeSpan duration, CancellationToken cancellationToken)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var (rows, took) = await load.Run(duration, cancellationToken);
        var used = Environment.CpuUsage.TotalTime - processor;
        return new StoreFigures(rows, rows / took.TotalSeconds, used.TotalMicroseconds / rows);
    }

    /// <summary>The turn whose rate is the middle one, and the transactions of all turns.</summary>
    public static JsonObject Of(List<StoreFigures> turns, Contender contender, long transactions)
    {
        var middle = turns.OrderBy(turn => turn.RowsPerSecond).ElementAt(turns.Count / 2);
        var per1000 = 1000.0 * transactions / turns.Sum(turn => turn.Rows);
        return new JsonObject
        {
            ["rowsPerSecond"] = Math.Round(middle.RowsPerSecond),
            ["lowest"] = Math.Round(turns.Min(turn => turn.RowsPerSecond)),
            ["highest"] = Math.Round(turns.Max(turn => turn.RowsPerSecond)),
            ["transactionsPer1000Rows"] = Math.Round(per1000, 1),
            ["roundTripsPer1000Rows"] = Math.Round(per1000 * contender.RoundTripsPerTransaction, 1),
            ["processorMicrosecondsPerRow"] = Math.Round(middle.ProcessorMicroseconds, 1),
        };
    }
}
