using System.Text.Json;
using Npgsql;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// A table beside Kwala's own, into which the database itself writes every version of every state that it takes.
/// </summary>
internal sealed class VersionLog(string connectionString)
{
    private const string Table =
        """
        CREATE TABLE version_log (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, grain_key text NOT NULL, name text NOT NULL,
            before bigint, after bigint, at timestamptz NOT NULL, body bytea);
        CREATE FUNCTION log_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO version_log (grain_key, name, before, after, at, body)
            VALUES (coalesce(NEW.grain_key, OLD.grain_key), coalesce(NEW.name, OLD.name),
                OLD.etag, NEW.etag, clock_timestamp(), NEW.body);
            RETURN NULL;
        END $$;
        CREATE TRIGGER log_version AFTER INSERT OR UPDATE OR DELETE ON state
            FOR EACH ROW EXECUTE FUNCTION log_version();
        """;

    /// <summary>Makes it, before anything is stored.</summary>
    public async Task Begin()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var table = source.CreateCommand(Table);
        await table.ExecuteNonQueryAsync();
    }

    /// <summary>The versions of the wallets' states, by wallet, in the order of their writing.</summary>
    public async Task<ILookup<string, StoredVersion>> Wallets()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var wallets = source.CreateCommand(
            "SELECT grain_key, before, after, at, body FROM version_log WHERE name = 'wallet' ORDER BY id");
        await using var rows = await wallets.ExecuteReaderAsync();
        var versions = new List<(string Wallet, StoredVersion Version)>();
        while (await rows.ReadAsync())
            versions.Add((rows.GetString(0), new StoredVersion(
                await rows.IsDBNullAsync(1) ? null : rows.GetInt64(1),
                await rows.IsDBNullAsync(2) ? null : rows.GetInt64(2),
                rows.GetFieldValue<DateTimeOffset>(3),
                WalletMemory.Of(await rows.IsDBNullAsync(4) ? [] : rows.GetFieldValue<byte[]>(4)))));
        return versions.ToLookup(it => it.Wallet, it => it.Version);
    }
}

/// <summary>A version of a wallet's state.</summary>
/// <param name="Before">The version that it took the place of; null for none.</param>
/// <param name="After">Its own number; null where the state was cleared.</param>
/// <param name="At">When it was written.</param>
/// <param name="Memory">What it holds.</param>
internal sealed record StoredVersion(long? Before, long? After, DateTimeOffset At, WalletMemory Memory);

/// <summary>What a wallet's state holds that no later one may take back while no block is orphaned.</summary>
/// <param name="Pending">The keys of the deliveries that are still to be made, as messages' ids.</param>
/// <param name="Grows">By name, what only grows: up to where the workflow was seen, and positions' episodes.</param>
/// <param name="Forgotten">The highest episode of positions that it keeps no more.</param>
internal sealed record WalletMemory(
    IReadOnlySet<string> Pending, IReadOnlyDictionary<string, long> Grows, long Forgotten)
{
    /// <summary>Reads it: a version byte, then JSON in which what is empty is left out.</summary>
    public static WalletMemory Of(byte[] body)
    {
        var state = body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body.AsSpan(1));
        var grows = new Dictionary<string, long>();
        foreach (var track in Parts(state, "tracks"))
        {
            var seen = track.GetProperty("seenThrough");
            grows["seen"] = (seen.GetProperty("block").GetInt64() << 32) + seen.GetProperty("log").GetInt64();
            foreach (var book in Parts(track, "episodes"))
                grows[book.GetProperty("subject").GetString()!] = book.GetProperty("last").GetInt64();
        }

        return new WalletMemory(
            Parts(state, "outbox").SelectMany(pending => Parts(pending, "deliveries"))
                .Select(delivery => delivery.GetProperty("key").GetString()!["0x".Length..]).ToHashSet(),
            grows,
            state.ValueKind == JsonValueKind.Object && state.TryGetProperty("numbersUsed", out var used) ? used.GetInt64() : 0);
    }

    private static JsonElement[] Parts(JsonElement of, string list) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(list, out var parts) ? [.. parts.EnumerateArray()] : [];
}
