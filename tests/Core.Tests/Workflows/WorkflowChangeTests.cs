using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

public class WorkflowChangeTests
{
    private static readonly Workflow Before = Given.Workflow() with
    {
        Value = Number("healthFactor / 1e18"),
        InfiniteWhen = Truth("healthFactor == 2^256 - 1"),
    };

    private static readonly Rearm NoMargin = new Rearm.Absolute(Rational.Zero);

    public static TheoryData<string, Func<Workflow, Workflow>, bool, bool> Changes => new()
    {
        // what changed, how, keeps the values, moves the lines
        { "nothing", it => Given.Workflow() with { Value = it.Value, InfiniteWhen = it.InfiniteWhen }, true, false },
        { "words", it => it with { Hash = Given.Hash("v2"), ValidFor = TimeSpan.FromDays(1) }, true, false },
        { "a line", it => it with { Rule = Lines("< 1.4") }, true, true },
        { "a level", it => it with { Rule = Lines("< 1.3", "< 1.2") }, true, true },
        { "the default", it => it with { Rule = it.Rule with { DefaultTier = TierName.Aggressive } }, true, true },
        { "the margin", it => it with { Rule = it.Rule with { Rearm = NoMargin } }, true, true },
        { "the same text read again", it => it with { Value = Number(" healthFactor / 1e18 ") }, true, false },
        { "the value", it => it with { Value = Number("healthFactor / 1e16") }, false, false },
        { "when it is infinite", it => it with { InfiniteWhen = null }, false, false },
        { "what is read", it => it with { Reads = Plan("balanceOf(address) returns (uint256)") }, false, false },
        { "the position", it => it with { Subject = [0] }, false, false },
        { "the wallet", it => it with { Wallets = [0, 1] }, false, false },
        { "fewer contracts", it => it with { Trigger = it.Trigger with { Contracts = [Given.Wallet] } }, false, false },
        { "the chain", it => it with { Trigger = it.Trigger with { Chain = ChainId.Evm(10) } }, false, false },
        { "the depth", it => it with { Trigger = it.Trigger with { Confirmations = 12 } }, true, false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Change_says_whether_values_stay_comparable_and_lines_moved(
        string what, Func<Workflow, Workflow> change, bool keeps, bool moves)
    {
        Assert.NotEmpty(what);
        var now = change(Before);

        Assert.Equal((keeps, moves), (WorkflowChange.KeepsValues(Before, now), WorkflowChange.MovesLines(Before, now)));
    }

    [Fact]
    public void One_more_contract_keeps_the_values_of_the_others()
    {
        var one = Before with { Trigger = Before.Trigger with { Contracts = [Given.Wallet] } };
        var two = Before with { Trigger = Before.Trigger with { Contracts = [Given.Wallet, default] } };

        Assert.True(WorkflowChange.KeepsValues(one, two));
        Assert.True(WorkflowChange.KeepsValues(one, Before));
        Assert.False(WorkflowChange.KeepsValues(two, one));
    }

    [Fact]
    public void The_same_reads_read_again_keep_the_values()
    {
        Workflow Reading(string function) => Before with { Reads = Plan(function) };

        Assert.True(WorkflowChange.KeepsValues(Reading("f(address) returns (uint)"), Reading("f(address) returns (uint)")));
        Assert.False(WorkflowChange.KeepsValues(Reading("f(address) returns (uint)"), Reading("g(address) returns (uint)")));
    }

    private static ReadPlan Plan(string function) => ReadPlan.Of([new ContractRead(
        "read", new ReadSource.Emitter(), ((AbiFunctionParse.Parsed)AbiFunction.Parse(function)).Function,
        [new ReadSource.Wallet()])]);

    private static ThresholdRule Lines(params string[] standard) =>
        Given.Workflow(standard: Given.Levels(standard)).Rule;

    private static NumberExpression Number(string text) =>
        ((ExpressionParse<NumberExpression>.Parsed)ExpressionParser.ParseNumber(text, Given.Event)).Expression;

    private static TruthExpression Truth(string text) =>
        ((ExpressionParse<TruthExpression>.Parsed)ExpressionParser.ParseTruth(text, Given.Event)).Expression;
}
