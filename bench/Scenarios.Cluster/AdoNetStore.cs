using System.Text.Json;
using Kwala.Bench.House;
using Kwala.Bench.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace Kwala.Bench.Scenarios.Cluster;

/// <summary>
/// Orleans's own grain storage on PostgreSQL, Microsoft.Orleans.Persistence.AdoNet, with its settings as shipped. The
/// statements that it looks up in its table are the bench's: they insert, or update the row whose version matches, in
/// one statement. Its states are serialised as the product's are, for storages are compared and not serialisers.
/// </summary>
internal static class AdoNetStore
{
    private const string Name = "adoNet";

    // One statement, which is a transaction by itself: one for it and for what makes its connection as new.
    private const double RoundTrips = 0.5;

    private const string Schema =
        """
        CREATE TABLE orleansquery (querykey text PRIMARY KEY, querytext text NOT NULL);
        CREATE TABLE adonet_state (
            id_hash integer NOT NULL, type_hash integer NOT NULL, n0 bigint NOT NULL, n1 bigint NOT NULL,
            type text NOT NULL, extension text NOT NULL, service text NOT NULL,
            version integer NOT NULL, payload bytea,
            PRIMARY KEY (id_hash, type_hash, n0, n1, type, extension, service));
        INSERT INTO orleansquery VALUES
            ('WriteToStorageKey', $query$
                WITH updated AS (
                    UPDATE adonet_state SET version = version + 1, payload = @PayloadBinary
                    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
                        AND type = @GrainTypeString AND extension = @GrainIdExtensionString AND service = @ServiceId
                        AND version = CAST(@GrainStateVersion AS integer)
                    RETURNING version),
                inserted AS (
                    INSERT INTO adonet_state
                    SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString,
                        @GrainIdExtensionString, @ServiceId, 1, @PayloadBinary
                    WHERE CAST(@GrainStateVersion AS integer) IS NULL
                    ON CONFLICT DO NOTHING RETURNING version)
                SELECT version AS NewGrainStateVersion FROM updated
                UNION ALL SELECT version FROM inserted
                $query$),
            ('ReadFromStorageKey', $query$
                SELECT payload AS PayloadBinary, version AS Version FROM adonet_state
                WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
                    AND type = @GrainTypeString AND extension = @GrainIdExtensionString AND service = @ServiceId
                $query$),
            ('ClearStorageKey', $query$
                UPDATE adonet_state SET version = version + 1, payload = NULL
                WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
                    AND type = @GrainTypeString AND extension = @GrainIdExtensionString AND service = @ServiceId
                    AND version = CAST(@GrainStateVersion AS integer)
                RETURNING version AS NewGrainStateVersion
                $query$);
        """;

    /// <summary>Opens it on an empty database of this server.</summary>
    public static async Task<Contender> Open(string server, CancellationToken cancellationToken)
    {
        var database = await Database.Make(server, cancellationToken);
        await database.Run(Schema, cancellationToken);
        var parts = new ServiceCollection().AddLogging().AddSerializer().BuildServiceProvider();
        var options = new AdoNetGrainStorageOptions
        {
            Invariant = "Npgsql",
            ConnectionString = database.ConnectionString,
            GrainStorageSerializer = new SameBytes(),
        };
        var storage = ActivatorUtilities.CreateInstance<AdoNetGrainStorage>(
            parts, Options.Create(options), Name, Options.Create(new ClusterOptions { ServiceId = "bench" }));
        var lifecycle = new SiloLifecycleSubject(parts.GetRequiredService<ILogger<SiloLifecycleSubject>>());
        storage.Participate(lifecycle);
        await lifecycle.OnStart(cancellationToken);
        return new Contender(Name, RoundTrips, storage, parts, database);
    }

    private sealed class SameBytes : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) =>
            new(JsonSerializer.SerializeToUtf8Bytes(input, SampleWallet.Codec.Shape));

        public T Deserialize<T>(BinaryData input) =>
            (T)JsonSerializer.Deserialize(input, SampleWallet.Codec.Shape)!;
    }
}
