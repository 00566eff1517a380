using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Reading;

public class ReadPlanTests
{
    private static readonly Address Emitter = Address.FromBytes([.. Enumerable.Repeat((byte)7, 20)]);
    private static readonly Address Pool = Address.FromBytes([.. Enumerable.Repeat((byte)8, 20)]);
    private static readonly ImmutableArray<AbiValue> Arguments = [new AbiValue.Account(Given.Wallet), Number(5)];

    [Theory]
    [InlineData("f() returns (uint256)", "r")]
    [InlineData("f() returns (uint256 one)", "r")]
    [InlineData("f() returns (uint256 one, bool two)", "r.one r.two")]
    [InlineData("f() returns (uint256, bool two, address)", "r.two")]
    [InlineData("f() returns (uint256, bool)", "")]
    [InlineData("f() returns ((uint256 a, (bool b, bytes) c, uint8) s)", "r.a r.c.b")]
    [InlineData("f() returns ((uint256 a, uint8 b) s, (uint8 c, (bool d) e) t)", "r.s.a r.s.b r.t.c r.t.e.d")]
    [InlineData("f() returns (uint256[] all, (uint8 a)[] rest)", "r.all r.rest")]
    public void Values_are_named_after_the_read_and_what_it_returns(string function, string names) =>
        Assert.Equal(names, string.Join(' ', ReadField.Of(Read(function)).Select(field => field.Name)));

    [Fact]
    public void A_call_is_made_of_the_log_the_wallet_and_what_is_written()
    {
        var function = Function("f(address, address, uint256, uint8, address) returns (uint256)");
        var read = new ContractRead("r", new ReadSource.Literal(new AbiValue.Account(Pool)), function,
        [
            new ReadSource.Wallet(), new ReadSource.Emitter(), new ReadSource.Argument(1),
            new ReadSource.Literal(Number(9)), new ReadSource.Argument(0),
        ]);
        var other = Address.FromBytes([.. Enumerable.Repeat((byte)9, 20)]);

        var call = Assert.Single(ReadPlan.Of([read]).CallsFor(Emitter, Arguments, other));

        Assert.Equal(
            new ContractCall(Pool, function,
            [
                new AbiValue.Account(other), new AbiValue.Account(Emitter), Number(5), Number(9),
                new AbiValue.Account(Given.Wallet),
            ]),
            call);
    }

    [Fact]
    public void The_contract_may_be_the_emitter_or_an_argument()
    {
        var read = Read("f() returns (uint256)");
        Assert.Equal(Emitter, read.CallFor(Emitter, Arguments, Given.Wallet).Contract);
        Assert.Equal(
            Given.Wallet,
            (read with { Contract = new ReadSource.Argument(0) }).CallFor(Emitter, Arguments, Emitter).Contract);
    }

    [Fact]
    public void Equal_calls_are_one_question()
    {
        static ContractCall Of(string function, int number) => new(
            Pool, Function(function), [new AbiValue.Account(Given.Wallet), Number(number)]);
        const string Allowance = "f(address,uint256) returns (uint256)";

        Assert.Equal(Of(Allowance, 1), Of(Allowance, 1));
        Assert.Equal(Of(Allowance, 1).GetHashCode(), Of(Allowance, 1).GetHashCode());
        Assert.NotEqual(Of(Allowance, 1), Of(Allowance, 2));
        Assert.NotEqual(Of(Allowance, 1), Of("g(address,uint256) returns (uint256)", 1));
        Assert.NotEqual(Of(Allowance, 1), Of(Allowance, 1) with { Contract = Emitter });
    }

    [Fact]
    public void Results_stand_behind_the_arguments_for_expressions()
    {
        var plan = ReadPlan.Of(
        [
            Read("f() returns (uint256 debt, uint256 limit)"), Read("g() returns ((uint8, (bool open) state) s)", "s"),
        ]);
        var results = plan.ResultsOf(
        [
            Returned(Number(30), Number(40)),
            Returned(List(Number(1), List(new AbiValue.Flag(true)))),
        ]);

        Assert.Empty(results.Problems);
        Assert.Equal(Rational.Of(35, 40), Evaluated("(r.debt + healthFactor) / r.limit", plan, results));
        Assert.True(Parsed(ExpressionParser.ParseTruth("s.state.open and r.debt < 31", Given.Event, plan))
            .Evaluate(results.Behind(Arguments, Arguments.Length)));
    }

    [Fact]
    public void What_was_not_read_leaves_only_what_needs_it_without_a_value()
    {
        var plan = ReadPlan.Of([Read("f() returns (uint256 debt, uint256 limit)"), Read("g() returns (bool)", "open")]);
        var results = plan.ResultsOf([Returned(Number(30), Number(40)), new CallOutcome.Reverted("not today")]);

        var needy = Parsed(ExpressionParser.ParseTruth("not open and r.debt > 1", Given.Event, plan));
        var able = Parsed(ExpressionParser.ParseNumber("r.debt / r.limit", Given.Event, plan));
        Assert.True(results.LacksAny(needy.Uses, Arguments.Length));
        Assert.False(results.LacksAny(able.Uses, Arguments.Length));
        Assert.Equal(
            [new Reason(ReasonCode.ReadReverted, "open could not be read, the contract refused: not today.")],
            results.Problems.AsEnumerable());
    }

    public static TheoryData<CallOutcome, ReasonCode, string> Failures => new()
    {
        { new CallOutcome.Reverted("no"), ReasonCode.ReadReverted, "the contract refused: no." },
        { new CallOutcome.Undecodable("It is none."), ReasonCode.ReadUndecodable, "r could not be read. It is none." },
        { new CallOutcome.StateNotAvailable(), ReasonCode.StateNotAvailable, "An archive node would have it." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_read_that_fails_says_why(CallOutcome outcome, ReasonCode code, string words)
    {
        var results = ReadPlan.Of([Read("f() returns (uint256)")]).ResultsOf([outcome]);
        var problem = Assert.Single(results.Problems);
        Assert.Equal(code, problem.Code);
        Assert.EndsWith(words, problem.Text, StringComparison.Ordinal);
        Assert.Equal([null], results.Values.AsEnumerable());
    }

    [Theory]
    [InlineData("r.dept", 1, "Neither HealthFactorUpdated nor a read has \"r.dept\": did you mean \"r.debt\"?")]
    [InlineData("1 + r", 5, "Neither HealthFactorUpdated nor a read has \"r\"")]
    [InlineData("1 + r.who", 5, "r.who is address: an expression computes with uint, int and bool values only. "
        + "Use healthFactor or r.debt.")]
    [InlineData("r.debt.", 7, "\".\" is not expected here.")]
    public void A_name_that_is_not_read_is_told_with_the_nearest(string text, int column, string problem)
    {
        var plan = ReadPlan.Of([Read("f() returns (uint256 debt, address who)")]);
        var (at, told) = ExpressionParser.ParseNumber(text, Given.Event, plan).Match(_ => (0, ""), (c, p) => (c, p));
        Assert.StartsWith(problem, told, StringComparison.Ordinal);
        Assert.Equal(column, at);
    }

    [Fact]
    public void Messages_name_what_templates_print()
    {
        var plan = ReadPlan.Of([Read("f() returns (uint256 debt, uint256 limit)")]);
        Assert.Equal([0, 1], plan.Told.AsEnumerable());
        var telling = plan.Telling(ImmutableHashSet.Create("r.limit", "value"));
        Assert.Equal([1], telling.Told.AsEnumerable());
        Assert.Equal(plan, telling);

        var results = plan.ResultsOf([Returned(Number(30), Number(40))]);
        Assert.Equal([null, Number(40)], telling.ToTell(results)!.Values.AsEnumerable());
        Assert.Null(plan.Telling(ImmutableHashSet<string>.Empty).ToTell(results));
        Assert.Single(plan.Telling(ImmutableHashSet<string>.Empty)
            .ToTell(plan.ResultsOf([new CallOutcome.Reverted("no")]))!.Problems);
    }

    [Fact]
    public void A_signal_carries_no_more_of_a_long_value_than_a_message_shows()
    {
        var plan = ReadPlan.Of([Read("f() returns (string words, bytes code, uint256[] all, uint256 one)")]);
        var told = plan.ToTell(plan.ResultsOf([Returned(
            new AbiValue.Text(new string('x', 60_000)), new AbiValue.Blob([.. new byte[60_000]]),
            List([.. Enumerable.Repeat(Number(1), 2000)]), Number(1))]))!;
        Assert.Equal([128, 128, 128, 1], told.Values.Select(value => value!.ToString()!.Length));
    }

    private static Rational Evaluated(string text, ReadPlan plan, ReadResults results) =>
        Parsed(ExpressionParser.ParseNumber(text, Given.Event, plan)).Evaluate(results.Behind(Arguments, Arguments.Length));

    private static T Parsed<T>(ExpressionParse<T> parse) => Assert.IsType<ExpressionParse<T>.Parsed>(parse).Expression;

    private static CallOutcome.Returned Returned(params AbiValue[] values) => new([.. values]);

    private static AbiValue.List List(params AbiValue[] items) => new([.. items]);

    private static AbiValue.Number Number(int value) => new(value);

    private static AbiFunction Function(string text) =>
        Assert.IsType<AbiFunctionParse.Parsed>(AbiFunction.Parse(text)).Function;

    private static ContractRead Read(string function, string name = "r") =>
        new(name, new ReadSource.Emitter(), Function(function), []);
}
