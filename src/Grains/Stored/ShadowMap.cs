using System.Globalization;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Core.Shadows;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Stored;

/// <summary>A candidate's episodes in shadow, as one row of its wallet.</summary>
internal sealed record ShadowBody
{
    /// <summary>Grows with every row of the same candidate.</summary>
    public required long Number { get; init; }

    /// <summary>The candidate's episodes; null for none.</summary>
    public TrackStored? Track { get; init; }

    /// <summary>How many differences of the wallet were kept.</summary>
    public int Differences { get; init; }
}

/// <summary>One alert about which live version and candidate differ.</summary>
internal sealed record ShadowDifferenceBody
{
    public required DecisionBody Live { get; init; }

    public required DecisionBody Candidate { get; init; }
}

/// <summary>Between what runs in shadow and the rows that it is kept in.</summary>
internal static class ShadowMap
{
    /// <summary>How the keys of a candidate's rows begin.</summary>
    public static string KeysOf(Bytes32 candidate) => $"{candidate}-";

    /// <summary>The key of a row of its episodes.</summary>
    public static string KeyOf(Bytes32 candidate, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeysOf(candidate)}{number:x16}");

    /// <summary>One row for the episodes of a candidate.</summary>
    public static HistoryRow ToRow(
        Address wallet,
        WorkflowId workflow,
        Bytes32 candidate,
        WorkflowTrack? track,
        int differences,
        long number,
        DateTimeOffset at) => new(
            wallet,
            HistoryTopic.Shadow,
            KeyOf(candidate, number),
            at,
            workflow.Value,
            "",
            JsonSerializer.Serialize(
                new ShadowBody
                {
                    Number = number,
                    Track = track?.ToStored(workflow),
                    Differences = differences,
                },
                StoredJson.Default.ShadowBody));

    /// <summary>The content of a row of episodes.</summary>
    public static T ToBook<T>(string body, Func<WorkflowTrack?, int, long, T> made)
    {
        var stored = JsonSerializer.Deserialize(body, StoredJson.Default.ShadowBody)!;
        return made(stored.Track?.ToCore(), stored.Differences, stored.Number);
    }

    /// <summary>One row for an alert, whatever is read twice.</summary>
    public static HistoryRow ToRow(this ShadowDifference it, Address wallet) => new(
        wallet,
        HistoryTopic.ShadowDifference,
        string.Concat(
            KeysOf(it.Candidate.Version),
            HistoryMap.Short($"{it.Live.Subject}\n{it.Live.CorrelationId}\n{it.Kind}", 16)),
        it.Live.At,
        it.Live.Workflow.Value,
        JsonNamingPolicy.KebabCaseLower.ConvertName(it.Kind.ToString()),
        JsonSerializer.Serialize(
            new ShadowDifferenceBody { Live = it.Live.ToBody(), Candidate = it.Candidate.ToBody() },
            StoredJson.Default.ShadowDifferenceBody));

    /// <summary>A row of the topic as callers see it.</summary>
    public static ShadowSample ToSample(this HistoryRow row)
    {
        var stored = JsonSerializer.Deserialize(row.Body, StoredJson.Default.ShadowDifferenceBody)!;
        return new ShadowSample
        {
            Wallet = row.Wallet,
            Kind = row.Outcome,
            Live = stored.Live.ToCore(),
            Candidate = stored.Candidate.ToCore(),
        };
    }
}
