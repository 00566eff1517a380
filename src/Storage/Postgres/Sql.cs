using Kwala.Core.Evm;
using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>A statement with the values of its parameters, $1 first.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Values">Values of Npgsql's types and of ours, or parameters as they are.</param>
internal sealed record Sql(string Text, params object?[] Values)
{
    /// <summary>The parameters of one run.</summary>
    public NpgsqlParameter[] Parameters() => [.. Values.Select(Parameter)];

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        // A parameter belongs to one run; a transaction that met another one is run again.
        NpgsqlParameter given => given.Clone(),
        string text => new NpgsqlParameter { Value = PostgresText.Encode(text) },
        Address wallet => new NpgsqlParameter { Value = Connections.Bytes(wallet), NpgsqlDbType = NpgsqlDbType.Bytea },
        DateTimeOffset at => new NpgsqlParameter { Value = at.UtcTicks, NpgsqlDbType = NpgsqlDbType.Bigint },
        _ => new NpgsqlParameter { Value = value },
    };
}
