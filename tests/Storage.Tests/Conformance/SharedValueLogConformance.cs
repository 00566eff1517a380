using Kwala.Core.Wallets;
using Kwala.Ports.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

/// <summary>Of a store that other processes write too: one listener of a chain at a time.</summary>
public abstract class SharedValueLogConformance(IStorageFixture store) : StorageConformance(store)
{
    private static readonly ChainTerm First = Listening(Mainnet, 1), Second = Listening(Mainnet, 2);

    private Task Append(ChainTerm term, int wallet) =>
        Store.Values.Append(term, [Value(wallet, 1, 5)], [new(Block(5), Wallet(wallet))], default);

    private static async Task IsRefused(Func<Task> asked) =>
        Assert.Equal(StorageFault.Overtaken, (await Assert.ThrowsAsync<StorageException>(asked)).Fault);

    [SkippableFact]
    public async Task Once_a_later_listener_has_begun_an_earlier_one_writes_and_learns_nothing()
    {
        await Store.Values.Begin(First, default);
        await Append(First, 1);

        await Store.Values.Begin(Second, default);

        await IsRefused(() => Append(First, 2));
        await IsRefused(() => Store.Values.Orphan(First, [Block(5)], [Risk], default));
        await IsRefused(() => Store.Values.Touched(First, [Block(5)], default));
        await IsRefused(() => Store.Values.TouchedFrom(First, 5, default));
        Assert.Equal(Wallet(1), Assert.Single(await Store.Values.Touched(Second, [Block(5)], default)));
        Assert.Empty(await Store.Values.Last(Wallet(2), default));
        Assert.Single(await Store.Values.Last(Wallet(1), default));
    }

    [SkippableFact]
    public async Task Who_begins_late_with_an_earlier_term_takes_nothing_from_the_later_one()
    {
        await Store.Values.Begin(Second, default);
        await Store.Values.Begin(First, default);

        await Append(Second, 1);

        await IsRefused(() => Append(First, 2));
        await Store.Reopen();
        await IsRefused(() => Append(First, 2));
    }

    [SkippableFact]
    public async Task Listeners_of_another_chain_go_on()
    {
        await Store.Values.Begin(Second, default);

        await Append(Listening(Core.Evm.ChainId.Evm(10), 1), 1);

        Assert.Single(await Store.Values.Last(Wallet(1), default));
    }
}
