using Kwala.Ports.Storage;
using Kwala.TestKit;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Tests.Conformance;

/// <summary>
/// A provider under test. A new provider joins the whole suite with one fixture and one line per suite. It registers
/// the codecs of <see cref="Codecs"/>, keeps history for 90 days and takes its time from <see cref="Time"/>.
/// </summary>
public interface IStorageFixture : IAsyncDisposable
{
    FakeTime Time { get; }

    IGrainStorage Grains { get; }

    IReminderTable Reminders { get; }

    IDueIndex Due { get; }

    ISubscriberIndex Subscribers { get; }

    IHistory History { get; }

    IValueLog Values { get; }

    IStateArchive Archive { get; }

    /// <summary>Starts with an empty store.</summary>
    Task Start();

    /// <summary>Closes and opens the same store again.</summary>
    Task Reopen();

    /// <summary>What the provider does by itself from time to time.</summary>
    Task DropOldHistory();

    /// <summary>Does what the provider does by itself when many values of a chain are final.</summary>
    Task MergeValues(Core.Evm.ChainId chain, long block);

    /// <summary>Another empty store of the same kind.</summary>
    IStorageFixture Another();
}

/// <summary>Starts and ends the provider around each test.</summary>
public abstract class StorageConformance(IStorageFixture store) : IAsyncLifetime
{
    protected IStorageFixture Store { get; } = store;

    public Task InitializeAsync() => Store.Start();

    public async Task DisposeAsync() => await Store.DisposeAsync();
}
