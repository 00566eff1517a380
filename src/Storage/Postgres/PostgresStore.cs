using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>An open database: its connections, and the round trips that many share.</summary>
internal sealed class PostgresStore : IAsyncDisposable, IDisposable
{
    // ETags are counted within one opening of the store; the opening's number stands above these bits.
    private const int EtagBits = 40;

    // For what is neither a state that is read nor one that is written: history, the due index, values, reminders.
    private const int OtherConnections = 14;

    private long _etag;

    private PostgresStore(PostgresOptions options, NpgsqlDataSource source, long opening)
    {
        (Options, Source, _etag) = (options, source, opening << EtagBits);
        Reads = new RoundTrips<StateRead>(
            options.Readers, options.BatchMax, options.QueueMax, batch => StateRead.Ask(source, batch));
        Values = new RoundTrips<ValueRead>(
            options.Readers, options.BatchMax, options.QueueMax, batch => ValueRead.Ask(source, batch));
        Writes = new RoundTrips<StateWrite>(
            options.Writers, options.BatchMax, options.QueueMax, batch => StateWrite.Ask(source, batch));
    }

    /// <summary>As it was opened.</summary>
    public PostgresOptions Options { get; }

    /// <summary>The pool of connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Where states are read.</summary>
    public RoundTrips<StateRead> Reads { get; }

    /// <summary>Where the last values of wallets are read.</summary>
    public RoundTrips<ValueRead> Values { get; }

    /// <summary>Where states are written.</summary>
    public RoundTrips<StateWrite> Writes { get; }

    /// <summary>Opens the database, whose tables are there.</summary>
    /// <exception cref="Ports.Storage.StorageException">
    /// It cannot be reached, or its tables are not those of this version.
    /// </exception>
    public static async Task<PostgresStore> Open(PostgresOptions options, CancellationToken cancellationToken)
    {
        var source = SourceOf(options);
        try
        {
            await PostgresSchema.Check(source, cancellationToken);
            var opening = await source.Write(
                row => row.GetInt64(0), new Sql("SELECT nextval('kwala_opening')"), cancellationToken);
            return new PostgresStore(options, source, opening.Single());
        }
        catch (Ports.Storage.StorageException)
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the tables, or brings them to this version. Returns how many steps were taken.</summary>
    /// <exception cref="Ports.Storage.StorageException">It cannot be reached, or is of a newer version.</exception>
    public static async Task<int> Migrate(PostgresOptions options, CancellationToken cancellationToken)
    {
        await using var source = SourceOf(options);
        return await PostgresSchema.Migrate(source, cancellationToken);
    }

    /// <summary>A version that no row ever had before, not even one that was deleted since.</summary>
    public long NextEtag() => Interlocked.Increment(ref _etag);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Writes.DisposeAsync();
        await Reads.DisposeAsync();
        await Values.DisposeAsync();
        await Source.DisposeAsync();
    }

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static NpgsqlDataSource SourceOf(PostgresOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(PostgresOptionsValidator.Read(options, out _));
        // As many as Npgsql would take are all that a server has: two processes would shut each other out.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Maximum Pool Size"))
            builder.ConnectionStringBuilder.MaxPoolSize = options.Writers + options.Readers + OtherConnections;
        // A connection is given back as it was taken: nothing in it needs to be made as new.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("No Reset On Close"))
            builder.ConnectionStringBuilder.NoResetOnClose = true;
        // The few statements that do most of the work are planned once per connection.
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
            builder.ConnectionStringBuilder.MaxAutoPrepare = 32;
        // A process that stands still between a statement and its commit keeps what it changed from all others, for as
        // long as its connection lasts.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Options"))
            builder.ConnectionStringBuilder.Options = "-c idle_in_transaction_session_timeout=10s";
        return builder.Build();
    }
}
