using Kwala.Core.Evm;
using Kwala.Storage.Sqlite.Values;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Sqlite.Values;

public sealed class BatchIndexTests
{
    private readonly BatchIndex _index = new();

    [Fact]
    public void A_wallet_finds_all_its_batches_however_many_wallets_there_are()
    {
        Address[] wallets = [.. Enumerable.Range(0, 5_000).Select(Wallet)];
        _index.Add(1, wallets);
        _index.Add(2, wallets);

        Assert.All(wallets, wallet => Assert.Equal([2, 1], _index.BatchesOf(wallet)));
        Assert.Empty(_index.BatchesOf(Wallet(5_000)));
    }

    [Fact]
    public void A_batch_that_was_merged_is_forgotten()
    {
        _index.Add(1, [Wallet(1), Wallet(2)]);
        _index.Add(2, [Wallet(1)]);

        _index.Remove(new HashSet<long> { 1 });

        Assert.Equal([2], _index.BatchesOf(Wallet(1)));
        Assert.Empty(_index.BatchesOf(Wallet(2)));
    }
}
