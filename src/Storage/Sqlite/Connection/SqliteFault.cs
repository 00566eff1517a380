using Kwala.Ports.Storage;
using SQLitePCL;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// Turns SQLite's result codes into failures that say what to do. Source: https://sqlite.org/rescode.html.
/// </summary>
internal static class SqliteFault
{
    private const int PrimaryMask = 0xFF;

    /// <summary>The failure behind an extended result code.</summary>
    /// <param name="code">The extended result code.</param>
    /// <param name="detail">SQLite's own words; never holds bound values.</param>
    /// <param name="path">The database file.</param>
    /// <param name="committing">Whether the statement was the commit, after which the outcome may be open.</param>
    public static StorageException Of(int code, string detail, string path, bool committing = false)
    {
        var fault = Classify(code & PrimaryMask, committing);
        return new StorageException(fault, $"{Remedy(fault, path)} (SQLite {code}: {detail})");
    }

    /// <summary>Whether the whole store is in trouble, so that the next write would fail as well.</summary>
    public static bool ConcernsAll(StorageFault fault) => fault is not StorageFault.Refused;

    private static StorageFault Classify(int primary, bool committing) => primary switch
    {
        raw.SQLITE_FULL => StorageFault.Full,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StorageFault.InUse,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StorageFault.Unreadable,
        // The log's frames may have reached the disk although its flush failed: a later recovery could find them.
        raw.SQLITE_IOERR or raw.SQLITE_NOMEM when committing => StorageFault.OutcomeUnknown,
        raw.SQLITE_IOERR or raw.SQLITE_NOMEM or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY
            or raw.SQLITE_AUTH or raw.SQLITE_PROTOCOL or raw.SQLITE_NOLFS => StorageFault.Unreachable,
        _ => StorageFault.Refused,
    };

    private static string Remedy(StorageFault fault, string path) => fault switch
    {
        StorageFault.Full =>
            $"The disk that holds {path} is full; nothing of this write was kept and what was stored before is intact. "
            + "Free space, or shorten the history retention; writing resumes by itself.",
        StorageFault.InUse =>
            $"Another program holds {path} locked. Close it (a database browser, a backup tool) and try again.",
        StorageFault.Unreadable =>
            $"{path} is damaged or no database of Kwala; it was left as it is. Restore a backup or import an export.",
        StorageFault.Unreachable =>
            $"{path} cannot be opened, read or written. Check that the folder exists, that this user may write to it "
            + "and that the disk is healthy.",
        StorageFault.OutcomeUnknown =>
            $"The disk failed while {path} was committing: the write may be durable or not. Read again before "
            + "deciding, and check the disk: its space, its quota, its health.",
        _ => $"{path} refused this write; nothing of it was kept.",
    };
}
