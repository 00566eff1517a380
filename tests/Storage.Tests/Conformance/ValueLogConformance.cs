using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class ValueLogConformance(IStorageFixture store) : StorageConformance(store)
{
    public static TheoryData<string, Rational> Numbers => new()
    {
        { "zero", Rational.Zero },
        { "token amount", Rational.Of(1_099_999_999_999_999_999, BigInteger.Pow(10, 18)) },
        { "negative", Rational.Of(-3, 7) },
        { "not reduced", Rational.Of(2, 4) },
        { "2^256 - 1", Rational.FromBigInteger(BigInteger.Pow(2, 256) - 1) },
        { "many bits", Rational.Of(BigInteger.Pow(3, 2000), BigInteger.Pow(5, 1500)) },
        { "near ten", Rational.Of(1, 9) },
        { "10^77", Rational.Of(1, BigInteger.Pow(10, 77)) },
        { "10^78", Rational.Of(1, BigInteger.Pow(10, 78)) },
        { "infinite", Rational.PositiveInfinity },
        { "negative infinite", Rational.NegativeInfinity },
        { "undefined", Rational.Undefined },
    };

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public async Task Values_come_back_exactly(string name, Rational number)
    {
        await Append(Value(1, number, 5, 3, subject: name));
        Assert.Equal([Value(1, number, 5, 3, subject: name)], await Last(1));
        await Merge(10);
        var row = Assert.Single(await Last(1));
        Assert.Equal((number.Numerator, number.Denominator), (row.Value.Numerator, row.Value.Denominator));
        Assert.Equal(Value(1, number, 5, 3, subject: name), row);
    }

    [SkippableFact]
    public async Task The_highest_position_is_the_last_whatever_the_order_of_arrival()
    {
        await Append(Value(1, 1, 5, 1), Value(1, 3, 6, 0), Value(1, 2, 5, 2));
        await Append(Value(1, 9, 4, 9));
        Assert.Equal([Value(1, 3, 6, 0)], await Last(1));
        await Store.Reopen();
        Assert.Equal([Value(1, 3, 6, 0)], await Last(1));
    }

    [SkippableFact]
    public async Task Workflow_subject_and_chain_each_have_their_own_last()
    {
        await Append(
            Value(1, 1, 5),
            Value(1, 2, 5, workflow: "other"),
            Value(1, 3, 5, subject: "eip155:1/0xelse"), Value(2, 4, 5));
        await Store.Values.Append(Listening(ChainId.Evm(10)), [Value(1, 5, 9)], [], default);
        Assert.Equal([1, 2, 3, 5], (await Last(1)).Select(row => row.Value).Order().Select(v => (int)v.Numerator));
        Assert.Single(await Last(2));
        Assert.Empty(await Last(3));
    }

    [SkippableFact]
    public async Task Many_who_ask_at_once_have_their_own_values_each()
    {
        await Append([.. Enumerable.Range(1, 300).Select(wallet => Value(wallet, wallet, 5))]);

        var found = await Task.WhenAll(Enumerable.Range(0, 600).Select(ask => Last(ask % 400)));

        for (var ask = 0; ask < found.Length; ask++)
            Assert.Equal(ask % 400 is > 0 and <= 300 ? [Value(ask % 400, ask % 400, 5)] : [], found[ask]);
    }

    [SkippableFact]
    public async Task Appending_the_same_rows_again_changes_nothing()
    {
        ImmutableArray<ValueRow> rows = [.. Enumerable.Range(0, 100).Select(n => Value(n % 10, n, n))];
        await Store.Values.Append(Listening(Mainnet), rows, [new(Block(1), Wallet(1))], default);
        var before = await All();
        await Store.Values.Append(Listening(Mainnet), rows, [new(Block(1), Wallet(1))], default);
        Assert.Equal(before, await All());
        await Merge(100);
        await Store.Values.Append(Listening(Mainnet), rows, [], default);
        Assert.Equal(before, await All());

        async Task<List<ValueRow>> All()
        {
            var all = new List<ValueRow>();
            for (var wallet = 0; wallet < 10; wallet++)
                all.AddRange(await Last(wallet));
            return all;
        }
    }

    [SkippableFact]
    public async Task An_orphaned_block_gives_way_to_the_value_before_it()
    {
        await Append(Value(1, 1, 5), Value(2, 7, 5));
        await Append(Value(1, 2, 6), Value(1, 3, 7), Value(3, 8, 7));
        await Store.Values.Orphan(Listening(Mainnet), [Block(6), Block(7)], [Risk], default);
        Assert.Equal([Value(1, 1, 5)], await Last(1));
        Assert.Equal([Value(2, 7, 5)], await Last(2));
        Assert.Empty(await Last(3));
        await Append(Value(1, 4, 6, fork: 1));
        Assert.Equal([Value(1, 4, 6, fork: 1)], await Last(1));
        await Store.Reopen();
        Assert.Equal([Value(1, 4, 6, fork: 1)], await Last(1));
    }

    [SkippableFact]
    public async Task An_orphaned_block_is_still_known_by_whom_it_touched()
    {
        await Store.Values.Append(Listening(Mainnet), [Value(1, 1, 5)], [new(Block(5), Wallet(1))], default);
        await Store.Values.Orphan(Listening(Mainnet), [Block(5)], [Risk], default);
        Assert.Equal(Wallet(1), Assert.Single(await Store.Values.Touched(Listening(Mainnet), [Block(5)], default)));
    }

    [SkippableFact]
    public async Task An_orphaned_block_still_stands_for_the_workflows_of_another_place()
    {
        await Append(Value(1, 1, 5), Value(1, 2, 6), Value(1, 7, 5, workflow: "other"), Value(1, 8, 6, workflow: "other"));
        await Store.Values.Orphan(Listening(Mainnet), [Block(6)], [Risk], default);
        Assert.Equal([Value(1, 1, 5), Value(1, 8, 6, workflow: "other")], await Last(1));
        await Store.Values.Orphan(Listening(Mainnet), [Block(6)], [new WorkflowId("other")], default);
        Assert.Equal([Value(1, 1, 5), Value(1, 7, 5, workflow: "other")], await Last(1));
    }

    [SkippableFact]
    public async Task An_orphan_of_another_chain_or_another_hash_takes_nothing()
    {
        await Append(Value(1, 1, 5));
        await Store.Values.Orphan(Listening(ChainId.Evm(10)), [Block(5)], [Risk], default);
        await Store.Values.Orphan(Listening(Mainnet), [Block(5, fork: 1)], [Risk], default);
        await Store.Values.Orphan(Listening(Mainnet), [], [Risk], default);
        Assert.Single(await Last(1));
    }

    [SkippableFact]
    public async Task Finality_takes_superseded_values_and_touched_blocks_and_no_last_value()
    {
        await Store.Values.Append(
            Listening(Mainnet),
            [.. Enumerable.Range(0, 3_000).Select(n => Value(n % 100, n, n / 100, n))],
            [new(Block(5), Wallet(1)), new(Block(20), Wallet(2))],
            default);
        await Merge(10);
        Assert.Equal([Value(42, 2942, 29, 2942)], await Last(42));
        await Merge(29);
        await Store.Reopen();
        Assert.Equal([Value(42, 2942, 29, 2942)], await Last(42));
        Assert.Empty(await Store.Values.Touched(Listening(Mainnet), [Block(5), Block(20)], default));
    }

    [SkippableFact]
    public async Task A_value_above_finality_can_still_be_orphaned_after_a_merge()
    {
        await Append(Value(1, 1, 5));
        await Append(Value(1, 2, 11));
        await Merge(10);
        Assert.Equal([Value(1, 2, 11)], await Last(1));
        await Store.Values.Orphan(Listening(Mainnet), [Block(11)], [Risk], default);
        Assert.Equal([Value(1, 1, 5)], await Last(1));
    }

    [SkippableFact]
    public async Task Touched_wallets_are_found_by_the_exact_block()
    {
        await Store.Values.Append(
            Listening(Mainnet),
            [],
            [
                new(Block(5), Wallet(1)), new(Block(5), Wallet(2)), new(Block(5), Wallet(1)),
                new(Block(5, fork: 1), Wallet(3)), new(Block(6), Wallet(1)),
            ],
            default);
        await Store.Values.Append(Listening(Mainnet), [], [new(Block(5), Wallet(4))], default);
        Assert.Equal(
            new[] { Wallet(1), Wallet(2), Wallet(4) }.Order(),
            (await Store.Values.Touched(Listening(Mainnet), [Block(5), Block(6)], default)).Order());
        Assert.Empty(await Store.Values.Touched(Listening(ChainId.Evm(10)), [Block(5)], default));
        var from = await Store.Values.TouchedFrom(Listening(Mainnet), 5, default);
        Assert.Equal(new[] { Block(5), Block(5, fork: 1), Block(6) }.ToHashSet(), from.ToHashSet());
        Assert.Equal(3, from.Length);
        Assert.Equal(Block(6), Assert.Single(await Store.Values.TouchedFrom(Listening(Mainnet), 6, default)));
        Assert.Empty(await Store.Values.TouchedFrom(Listening(ChainId.Evm(10)), 5, default));
    }

    [SkippableFact]
    public async Task One_wallet_may_have_more_rows_than_a_batch_takes()
    {
        await Append([.. Enumerable.Range(0, 5_000).Select(n => Value(1, n, 5, n)), Value(2, 1, 5, 6_000)]);
        Assert.Equal([Value(1, 4_999, 5, 4_999)], await Last(1));
        Assert.Single(await Last(2));
    }

    [SkippableFact]
    public async Task Holders_come_in_pages_each_once_whether_their_values_are_merged_or_not()
    {
        await Append([.. Enumerable.Range(1, 2_500).Select(n => Value(n, n, 5, n))]);
        await Merge(10);
        await Append([.. Enumerable.Range(2_000, 1_500).Select(n => Value(n, n, 20, n))]);
        await Append([.. Enumerable.Range(1, 40).Select(n => Value(n * 10, n, 21, n))]);

        var all = new List<Address>();
        ImmutableArray<Address> page;
        do
        {
            page = await Store.Values.Holders(
                Query() with { After = all.Count > 0 ? all[^1] : null, Limit = 333 }, default);
            all.AddRange(page);
        }
        while (page.Length == 333);

        Assert.Equal(Enumerable.Range(1, 3_499).Select(Wallet).Order(), all);
    }

    [SkippableFact]
    public async Task Holders_are_those_of_the_chain_the_workflows_and_the_blocks_asked_for()
    {
        await Append(Value(1, 1, 5), Value(2, 1, 5, workflow: "other"), Value(3, 1, 8));
        await Merge(10);
        await Append(Value(4, 1, 11), Value(5, 1, 11, workflow: "other"), Value(6, 1, 12));
        await Store.Values.Append(Listening(ChainId.Evm(10)), [Value(7, 1, 12)], [], default);

        await Are(Query(), 1, 3, 4, 6);
        await Are(Query() with { Workflows = [.. Query().Workflows, new("other")] }, 1, 2, 3, 4, 5, 6);
        await Are(Query() with { Workflows = [new("nobody's")] });
        await Are(Query() with { FromBlock = 6 }, 3, 4, 6);
        await Are(Query() with { FromBlock = 12 }, 6);
        await Are(Query() with { Chain = ChainId.Evm(10) }, 7);
        await Store.Values.Orphan(Listening(Mainnet), [Block(12)], [Risk], default);
        await Are(Query(), 1, 3, 4);

        async Task Are(HolderQuery query, params int[] wallets) => Assert.Equal(
            wallets.Select(Wallet).Order(), await Store.Values.Holders(query, default));
    }

    private static HolderQuery Query() => new(Mainnet, [Value(1, 1, 1).Workflow], 0, null, 1_000);

    private Task Append(params ImmutableArray<ValueRow> rows) => Store.Values.Append(Listening(Mainnet), rows, [], default);

    private async Task<ValueRow[]> Last(int wallet) => [.. await Store.Values.Last(Wallet(wallet), default)];

    private async Task Merge(long block)
    {
        await Store.Values.Finalized(Mainnet, block, default);
        await Store.MergeValues(Mainnet, block);
    }
}
