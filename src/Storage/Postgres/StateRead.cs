using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>A stored state.</summary>
internal readonly record struct StoredState(long Etag, byte[] Body);

/// <summary>A state that somebody wants to read.</summary>
internal sealed class StateRead(StateName name) : Asked
{
    private const string Query =
        """
        SELECT i.n, s.etag, s.body
        FROM unnest($1, $2, $3, $4) AS i (n, grain_key, grain_type, name)
        JOIN state s ON s.grain_key = i.grain_key AND s.grain_type = i.grain_type AND s.name = i.name
        """;

    private readonly TaskCompletionSource<StoredState?> _found =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The state; null where there is none.</summary>
    public Task<StoredState?> Found => _found.Task;

    /// <inheritdoc />
    public override void Fail(Exception failure) => _found.TrySetException(failure);

    /// <summary>Reads all of them in one query.</summary>
    public static async Task Ask(NpgsqlDataSource source, IReadOnlyList<StateRead> reads)
    {
        var names = reads.Select(read => read.Name).ToArray();
        var rows = await source.Read(
            connection => connection.Rows(
                row => (At: row.GetInt32(0), State: new StoredState(row.GetInt64(1), (byte[])row[2])),
                new Sql(Query,
                Connections.Column(NpgsqlDbType.Integer, Enumerable.Range(0, names.Length)),
                Connections.Texts(names.Select(it => it.Key)),
                Connections.Texts(names.Select(it => it.Type)),
                Connections.Texts(names.Select(it => it.Name))),
                CancellationToken.None),
            CancellationToken.None);
        foreach (var (at, state) in rows)
            reads[at]._found.TrySetResult(state);
        foreach (var read in reads)
            read._found.TrySetResult(null);
    }

    private StateName Name => name;
}
