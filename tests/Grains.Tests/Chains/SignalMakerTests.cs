using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Whom a log concerns, about which position, and which value it reports.</summary>
public sealed class SignalMakerTests
{
    private const string Pool = "0x00000000000000000000000000000000000000ab";

    private static readonly Address Alice = House.AddressOf(0xA), Bob = House.AddressOf(0xB);

    private static Workflow Compile(string keys) => Assert.IsType<CompileOutcome.Compiled>(new WorkflowCompiler(
        new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Email]).Compile(new("test", $$"""
        workflow: moves
        trigger:
          chain: local
          contract: any
          event: Moved(address from, address to, address pool, uint256 id, string name, string note, string memo, uint256 amount)
        alert: above
        tiers: { standard: 100 }
        actions: { default: { channels: [email] } }
        {{keys}}
        """))).Workflow;

    private static ImmutableArray<AbiValue> Arguments(
        Address from, Address to, string name = "", string note = "", string memo = "", long amount = 5)
    {
        Assert.True(Address.TryParse(Pool, out var pool));
        return
        [
            new AbiValue.Account(from), new AbiValue.Account(to), new AbiValue.Account(pool), new AbiValue.Number(7),
            new AbiValue.Text(name), new AbiValue.Text(note), new AbiValue.Text(memo), new AbiValue.Number(amount),
        ];
    }

    private static string Subject(string keys, ImmutableArray<AbiValue> arguments) => SignalMaker.SubjectOf(
        Compile($"wallet: to\nvalue: amount\n{keys}"), House.Chain, House.Market, arguments).Value;

    [Theory]
    [InlineData("", "eip155:31337/0x0000000000000000000000000000000000c0ffee")]
    [InlineData("subject: pool", $"eip155:31337/{Pool}")]
    [InlineData("subject: [pool, id]", $"eip155:31337/{Pool}:7")]
    [InlineData("subject: name", "eip155:31337/vault")]
    public void Subject_names_the_chain_and_the_arguments_that_tell_positions_apart(string keys, string subject) =>
        Assert.Equal(subject, Subject(keys, Arguments(Alice, Bob, "vault")));

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public void Argument_that_is_empty_long_or_could_pass_for_the_keys_own_signs_stands_as_its_hash(string name)
    {
        var hash = Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(name));

        Assert.Equal($"eip155:31337/{hash}", Subject("subject: name", Arguments(Alice, Bob, name)));
    }

    [Fact]
    public void Logs_that_do_not_meet_the_condition_are_passed_over()
    {
        var workflow = Compile("wallet: [from, to]\nvalue: amount\nwhen: amount > 5");

        Assert.Equal(
            [false, true],
            new[] { 5, 6 }.Select(amount => SignalMaker.IsWanted(workflow, Arguments(Alice, Bob, amount: amount))));
    }

    [Fact]
    public void Subject_of_many_long_arguments_is_bounded_and_still_tells_them_apart()
    {
        const string keys = "subject: [pool, name, note, memo]";
        var text = new string('x', 60);

        var one = Subject(keys, Arguments(Alice, Bob, text, text, text));
        var other = Subject(keys, Arguments(Alice, Bob, text, text, text[1..] + "y"));

        Assert.Equal("eip155:31337/0x".Length + 64, one.Length);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData('x', 60, false)]
    [InlineData('ü', 25, false)]
    [InlineData('ü', 60, true)]
    [InlineData('<', 60, true)]
    public void Subject_is_bounded_by_the_bytes_that_it_takes_where_it_is_stored(char letter, int count, bool isHash)
    {
        var subject = Subject("subject: name", Arguments(Alice, Bob, new string(letter, count)));

        Assert.InRange(RecordSize.OfText(subject), 0, 200);
        Assert.Equal(isHash, subject.StartsWith("eip155:31337/0x", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_named_wallet_is_concerned_once_and_the_zero_address_never()
    {
        var both = Compile("wallet: [from, to]\nvalue: amount");

        Assert.Equal([Alice, Bob], Wallets(both, Alice, Bob));
        Assert.Equal([Alice], Wallets(both, Alice, Alice));
        Assert.Equal([Bob], Wallets(both, default, Bob));
        Assert.Equal([Bob], Wallets(Compile("wallet: to\nvalue: amount"), Alice, Bob));

        static List<Address> Wallets(Workflow workflow, Address from, Address to)
        {
            var wallets = new List<Address>();
            SignalMaker.AddWallets(workflow, Arguments(from, to), wallets);
            return wallets;
        }
    }

    [Fact]
    public void Value_is_infinite_where_the_workflow_says_so()
    {
        var workflow = Compile("wallet: to\nvalue: amount / 2\ninfinite-when: amount == 9");

        Assert.Equal(Rational.Of(5, 2), SignalMaker.ValueOf(workflow, Arguments(Alice, Bob, amount: 5)));
        Assert.Equal(Rational.PositiveInfinity, SignalMaker.ValueOf(workflow, Arguments(Alice, Bob, amount: 9)));
    }
}
