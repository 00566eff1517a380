using Kwala.Grains.Wallets;
using Kwala.Ports.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What a failed save says about what is stored: only a store that says so proves that it wrote nothing.</summary>
public sealed class SaveFailureTests
{
    public static TheoryData<string, Exception, bool> Failures => new()
    {
        { "full", new StorageException(StorageFault.Full, "Full."), true },
        { "full, as a grain gets it", new OrleansException("No.", new StorageException(StorageFault.Full, "Full.")), true },
        { "a lost answer", new StorageException(StorageFault.OutcomeUnknown, "?"), false },
        {
            "a lost answer, as a grain gets it",
            new OrleansException("No.", new StorageException(StorageFault.OutcomeUnknown, "?")), false
        },
        { "a conflict", new InconsistentStateException("Another version is stored.", "2", "1"), false },
        { "another store's exception", new OrleansException("No.", new InvalidOperationException()), false },
        { "anything else", new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Save_that_failed_proves_nothing_written_where_the_store_says_so(string what, Exception failure, bool proves) =>
        Assert.True(proves == failure.ProvesNothingWritten(), what);
}
