using System.Buffers;
using System.Text;
using Kwala.Core.Evm;
using SQLitePCL;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// A prepared statement. Parameters count from 1, columns from 0. Disposing it readies it for the next use.
/// </summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    // A text that is not valid UTF-16 is refused, not altered: two keys must never become one.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(handle, parameter, 0)
            : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Binds text, NUL characters included.</summary>
    public SqliteStatement Bind(int parameter, string value)
    {
        var length = Utf8.GetMaxByteCount(value.Length);
        var rented = length <= StackBytes ? null : ArrayPool<byte>.Shared.Rent(length);
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        var written = Utf8.GetBytes(value, bytes);
        // An empty span has no address, which SQLite takes for NULL. SQLite copies what it is given.
        database.Check(written == 0
            ? raw.sqlite3_bind_text(handle, parameter, "")
            : raw.sqlite3_bind_text(handle, parameter, bytes[..written]));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Binds the 20 bytes of an address.</summary>
    public SqliteStatement Bind(int parameter, Address value)
    {
        Span<byte> bytes = stackalloc byte[Core.Evm.Address.Size];
        value.CopyTo(bytes);
        return Bind(parameter, bytes);
    }

    /// <summary>Binds the 32 bytes of a hash.</summary>
    public SqliteStatement Bind(int parameter, Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        value.CopyTo(bytes);
        return Bind(parameter, bytes);
    }

    /// <summary>Binds an instant, exact to 100 ns.</summary>
    public SqliteStatement Bind(int parameter, DateTimeOffset value) => Bind(parameter, value.UtcTicks);

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            Fail();
        return false;
    }

    /// <summary>Runs to the end and says how many rows changed.</summary>
    public int Run()
    {
        using (this)
            Step();
        return database.Changes;
    }

    /// <summary>A column as a number.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A column as a number of 32 bits.</summary>
    public int Int32(int column) => checked((int)Int64(column));

    /// <summary>A column's bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>A column as text.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>A column as an address.</summary>
    public Address Address(int column) => Core.Evm.Address.FromBytes(Bytes(column));

    /// <summary>A column as a hash.</summary>
    public Bytes32 Hash(int column) => Bytes32.FromBytes(Bytes(column));

    /// <summary>A column as an instant.</summary>
    public DateTimeOffset Instant(int column) => new(Int64(column), TimeSpan.Zero);

    /// <inheritdoc />
    public void Dispose()
    {
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
    }

    /// <summary>Frees it for good; the connection's business.</summary>
    internal void Finish() => handle.Dispose();

    private void Fail()
    {
        try
        {
            database.Check(raw.SQLITE_ERROR);
        }
        finally
        {
            Dispose();
        }
    }
}
