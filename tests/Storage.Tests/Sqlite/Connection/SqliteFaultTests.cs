using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;
using SQLitePCL;

namespace Kwala.Storage.Tests.Sqlite.Connection;

public sealed class SqliteFaultTests
{
    [Theory]
    [InlineData(raw.SQLITE_FULL, false, StorageFault.Full, "Free space")]
    [InlineData(raw.SQLITE_FULL, true, StorageFault.Full, "Free space")]
    [InlineData(raw.SQLITE_BUSY, true, StorageFault.InUse, "Close it")]
    [InlineData(raw.SQLITE_IOERR, false, StorageFault.Unreachable, "disk is healthy")]
    [InlineData(raw.SQLITE_IOERR, true, StorageFault.OutcomeUnknown, "durable or not")]
    [InlineData(raw.SQLITE_IOERR | (4 << 8), true, StorageFault.OutcomeUnknown, "durable or not")]
    [InlineData(raw.SQLITE_READONLY, false, StorageFault.Unreachable, "may write to it")]
    [InlineData(raw.SQLITE_CANTOPEN, false, StorageFault.Unreachable, "folder exists")]
    [InlineData(raw.SQLITE_CORRUPT, false, StorageFault.Unreadable, "Restore a backup")]
    [InlineData(raw.SQLITE_NOTADB, false, StorageFault.Unreadable, "no database of Kwala")]
    [InlineData(raw.SQLITE_CONSTRAINT, false, StorageFault.Refused, "nothing of it was kept")]
    [InlineData(raw.SQLITE_ERROR, true, StorageFault.Refused, "nothing of it was kept")]
    public void Each_code_says_what_became_of_the_write_and_what_to_do(
        int code, bool committing, StorageFault fault, string words)
    {
        var failure = SqliteFault.Of(code, "detail", "some.db", committing);
        Assert.Equal(fault, failure.Fault);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("some.db", failure.Message, StringComparison.Ordinal);
    }
}
