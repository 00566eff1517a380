using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client.Http.Shapes;

namespace Kwala.Client.Http;

/// <summary>Cuts a bulk change into requests that a deployment takes, and writes them.</summary>
internal static class TierRequests
{
    /// <summary>
    /// A deployment takes 100,000 lines. Fewer cost it the same and lose less where a connection breaks.
    /// </summary>
    public const int LinesMax = 10_000;

    /// <summary>Half of what a deployment takes.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    private const int BytesWithoutTier = 80;
    private const int BytesPerLetter = 6; // Of the longest escape.

    /// <summary>All assignments in their order, a request's worth at a time, taken as they are needed.</summary>
    public static IEnumerable<ImmutableArray<TierAssignment>> Of(IEnumerable<TierAssignment> assignments)
    {
        var lines = ImmutableArray.CreateBuilder<TierAssignment>();
        var bytes = 0L;
        foreach (var assignment in assignments)
        {
            var size = BytesWithoutTier + ((long)BytesPerLetter * (assignment.Tier?.Value.Length ?? 0));
            if (lines.Count == LinesMax || (lines.Count > 0 && bytes + size > BytesMax))
            {
                yield return lines.DrainToImmutable();
                bytes = 0;
            }

            lines.Add(assignment);
            bytes += size;
        }

        if (lines.Count > 0)
            yield return lines.DrainToImmutable();
    }

    /// <summary>One JSON object per line.</summary>
    public static byte[] Write(ReadOnlySpan<TierAssignment> lines)
    {
        using var body = new MemoryStream();
        foreach (var line in lines)
        {
            var resource = new TierLineResource { Wallet = line.Wallet.ToString(), Tier = line.Tier?.Value };
            JsonSerializer.Serialize(body, resource, ClientJson.Default.TierLineResource);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }
}
