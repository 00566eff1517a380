using Kwala.Bench.House;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Kwala.Bench.Stores;

/// <summary>A grain storage that is measured, in a database of its own.</summary>
/// <param name="Name">What its figures are called.</param>
/// <param name="RoundTripsPerTransaction">
/// How often the database is asked, and waited for, per transaction that it counts. What makes a connection of the pool
/// as new travels with the next statement, and is counted as one more.
/// </param>
/// <param name="Storage">The storage.</param>
/// <param name="Parts">What it stands on; disposed with it.</param>
/// <param name="Database">Where it writes; dropped with it.</param>
internal sealed record Contender(
    string Name, double RoundTripsPerTransaction, IGrainStorage Storage, ServiceProvider Parts, Database Database)
    : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Parts.DisposeAsync();
        await Database.DisposeAsync();
    }
}
