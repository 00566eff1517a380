using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

public class RolloutTests
{
    private const int Many = 4000;

    private static readonly Workflow Live = Given.Workflow();

    private static readonly Address[] Wallets = [.. Enumerable.Range(1, Many).Select(number =>
    {
        var bytes = new byte[Address.Size];
        BitConverter.TryWriteBytes(bytes.AsSpan(12), number);
        return Address.FromBytes(bytes);
    })];

    [Fact]
    public void Larger_share_has_every_wallet_of_the_smaller_ones()
    {
        var before = new HashSet<Address>();
        for (var percent = 0; percent <= Rollout.PercentMax; percent++)
        {
            var now = Wallets.Where(new Rollout(Live, percent).Includes).ToHashSet();
            Assert.Superset(before, now);
            // Near what was asked for: 4,000 wallets of a share p differ by more than this once in a million times.
            Assert.InRange(now.Count, Many * (percent - 4) / 100, Many * (percent + 4) / 100);
            before = now;
        }

        Assert.Equal(Many, before.Count);
    }

    [Fact]
    public void Share_is_the_same_for_every_version_in_every_process_and_another_for_another_workflow()
    {
        var mine = Wallets.Where(new Rollout(Live, 50).Includes).ToArray();

        Assert.Equal(mine, Wallets.Where(new Rollout(Live with { Hash = Given.Hash("v2") }, 50).Includes));
        Assert.NotEqual(mine, Wallets.Where(new Rollout(Live with { Id = new("other") }, 50).Includes));
        Assert.Equal(
            [true, false, true, false, true],
            Wallets.Take(5).Select(wallet => Rollout.IsWithin(Given.Risk, wallet, 30)));
    }

    public static TheoryData<string, Func<Workflow, Workflow>> Otherwise => new()
    {
        { "", it => it with { Rule = it.Rule with { DefaultTier = TierName.Aggressive }, ValidFor = TimeSpan.FromDays(1) } },
        { "trigger.chain", it => it with { Trigger = it.Trigger with { Chain = ChainId.Evm(10) } } },
        { "trigger.contract", it => it with { Trigger = it.Trigger with { Contracts = [Given.Wallet] } } },
        { "trigger.event", it => it with { Trigger = it.Trigger with { Event = Proposals.Created } } },
        { "trigger.confirmations", it => it with { Trigger = it.Trigger with { Confirmations = 12 } } },
        { "wallet", it => it with { Wallets = [0, 1] } },
        { "subject, value", it => it with { Subject = [0], Value = Number("healthFactor / 1e16") } },
        { "when", it => it with { When = Truth("healthFactor > 0") } },
        { "acts-on", it => it with { ActsOn = [new OwnerAct(Given.Event, [], [0], [])] } },
        { "recheck", it => it with { Rechecks = [new Recheck(Given.Event, [Given.Wallet], [0])] } },
        { "ended-by", it => it with { EndedBy = [new Ending(Given.Event, null, [])] } },
        { "read", it => it with { Reads = ReadPlan.Of([new ContractRead("paused", new ReadSource.Emitter(), Paused, [])]) } },
        { "recheck", it => it with { Drift = Rational.One } },
        { "infinite-when", it => it with { InfiniteWhen = Truth("healthFactor == 0") } },
    };

    [Theory]
    [MemberData(nameof(Otherwise))]
    public void Candidate_that_reads_otherwise_from_the_chain_says_in_which_keys(
        string keys, Func<Workflow, Workflow> change) =>
        Assert.Equal(keys, string.Join(", ", Rollout.Obstacles(Live, change(Live))));

    [Fact]
    public void Candidate_for_subscribers_remembers_the_same_past_values_too()
    {
        var live = Live with { Wallets = [] };

        Assert.Empty(Rollout.Obstacles(live, live with { Rule = live.Rule with { DefaultTier = TierName.Aggressive } }));
        Assert.Equal("alert", Assert.Single(
            Rollout.Obstacles(live, live with { Rule = live.Rule with { OnlyCrossings = true } })));
        Assert.Empty(Rollout.Obstacles(Live, Live with { Rule = Live.Rule with { OnlyCrossings = true } }));
    }

    private static AbiFunction Paused { get; } =
        ((AbiFunctionParse.Parsed)AbiFunction.Parse("paused() returns (bool)")).Function;

    private static NumberExpression Number(string text) =>
        ((ExpressionParse<NumberExpression>.Parsed)ExpressionParser.ParseNumber(text, Given.Event)).Expression;

    private static TruthExpression Truth(string text) =>
        ((ExpressionParse<TruthExpression>.Parsed)ExpressionParser.ParseTruth(text, Given.Event)).Expression;
}
