using Kwala.Ports.Storage;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>What a failure of PostgreSQL means for whoever asked.</summary>
internal static class PostgresFault
{
    /// <summary>Whether the same statement may succeed when it is simply repeated: two transactions met.</summary>
    public static bool IsCollision(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };

    /// <summary>Whether one of several writes in a statement is to blame, not the server or the way to it.</summary>
    public static bool ConcernsOne(Exception failure) =>
        failure is PostgresException { SqlState: var state } && !IsServers(state);

    /// <summary>No connection could be had: nothing was asked.</summary>
    public static StorageException NotReached(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName }
            refused => new(
                StorageFault.Unreachable,
                $"PostgreSQL refuses the connection ({refused.SqlState}). "
                + "Check the user, the password and the database in the connection string.",
                refused),
        _ => new(StorageFault.Unreachable, "PostgreSQL cannot be reached; nothing was asked of it.", failure),
    };

    /// <summary>A query failed: nothing was changed by it.</summary>
    public static StorageException OfRead(Exception failure) => failure is PostgresException refused
        ? new(Fault(refused), Words(refused), refused)
        : new(StorageFault.Unreachable, "PostgreSQL gave no answer; nothing was read.", failure);

    /// <summary>A statement that writes failed, or its answer was lost.</summary>
    public static StorageException OfWrite(Exception failure) =>
        failure is PostgresException refused
        && refused.SqlState is not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown)
            ? new(Fault(refused), Words(refused), refused)
            : new(
                StorageFault.OutcomeUnknown,
                "PostgreSQL gave no answer to a write, which may have come through or not.",
                failure);

    private static StorageFault Fault(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => StorageFault.Full,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow => StorageFault.Unreachable,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => StorageFault.Unreachable,
        _ => StorageFault.Refused,
    };

    // The server's own words may quote a row.
    private static string Words(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.DiskFull =>
            "PostgreSQL has no room; nothing was written. Free space; writing resumes by itself.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn =>
            "The database has not the tables of this version. Run the migrate command once.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            "This PostgreSQL server takes no writes: it is a standby. Connect to the primary.",
        var state => $"PostgreSQL refused a statement ({state}); nothing of it was kept.",
    };

    private static bool IsServers(string state) => state
        is PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory
        or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow
        or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
        or PostgresErrorCodes.ReadOnlySqlTransaction;
}
