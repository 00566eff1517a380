using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// One process per database: what this process holds in memory about the file (known keys, the index of new values)
/// would be wrong if another wrote to it. The lock dies with the process.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    private readonly FileStream _file;

    private SqliteFileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock beside the database, creating the folder.</summary>
    public static SqliteFileLock Take(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }

        var name = path + ".lock";
        try
        {
            return new SqliteFileLock(
                new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotWritable(path, e);
        }
        catch (IOException e) when (File.Exists(name))
        {
            throw new StorageException(
                StorageFault.InUse,
                $"{path} is in use by another process of Kwala. Stop that one, or give this one a database of its own, "
                + "which makes it a deployment of its own; silos of one deployment share PostgreSQL or Azure Storage, "
                + "on one machine also its emulator.",
                e);
        }
        catch (IOException e)
        {
            throw NotWritable(path, e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static StorageException NotWritable(string path, Exception cause) => new(
        StorageFault.Unreachable,
        $"{path} cannot be created or written: {cause.Message} "
        + "Let this user write to its folder, or give another path.",
        cause);
}
