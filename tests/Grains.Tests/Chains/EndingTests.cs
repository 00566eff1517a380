using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Chains;

/// <summary>What a log of another event means that ends what the trigger's log opened.</summary>
public sealed class EndingTests
{
    private const int ProposalCreated = 1, VoteCast = 2;

    private static readonly Address Proposer = House.AddressOf(0xA), Voter = House.AddressOf(0xB);
    private static readonly ImmutableArray<Workflow> Workflows =
    [
        Compiled(House.Workflow("webhook").Yaml),
        Compiled("""
            workflow: governance
            trigger: { chain: local, contract: any, event: "ProposalCreated(uint256 proposalId, address proposer, uint256 voteEnd, string description)" }
            wallet: proposer
            subject: proposalId
            categories: { fees: { words: fee } }
            ends-soon: { before: 24h }
            ended-by: [{ event: "VoteCast(address indexed voter, uint8 support, uint256 proposalId)", wallet: voter }]
            actions: { default: { channels: [webhook] } }
            """),
    ];

    [Fact]
    public void Filters_of_endings_stand_behind_those_of_the_triggers() => Assert.Equal(
        ["HealthFactorUpdated", "ProposalCreated", "VoteCast"],
        FollowedLogs.Of(Workflows).Filters.Select(filter => filter.Event.Name));

    [Fact]
    public void Ending_is_about_the_same_position_and_for_the_wallet_that_it_names()
    {
        var batch = WalletBatch.Of(Step(
            Log(ProposalCreated, 0, Number(7), new AbiValue.Account(Proposer), Number(9000), new AbiValue.Text("A fee")),
            Log(VoteCast, 1, new AbiValue.Account(Voter), Number(1), Number(7))), Workflows, isFinal: false);

        Assert.Equal(new[] { Proposer, Voter }, batch.Wallets.AsEnumerable());
        var (opened, ended) = (Assert.Single(batch.Signals[0]), Assert.Single(batch.Signals[1]));
        Assert.Equal((Rational.One, -Rational.One), (opened.Value, ended.Value));
        Assert.Equal((opened.Workflow, opened.Subject), (ended.Workflow, ended.Subject));
        Assert.Empty(ended.Source.Arguments);
        Assert.Equal(4, opened.Source.Arguments.Length);
    }

    private static FeedStep.Advanced Step(params ImmutableArray<EventLog> logs) => new(
        logs, [], new FeedCheckpoint(House.Chain, 9, [], -1), 4, 8, AtHead: true, Head: 8);

    private static AbiValue.Number Number(int value) => new(value);

    private static EventLog Log(int filter, int index, params ImmutableArray<AbiValue> arguments) => new(
        filter, House.Market, arguments, new BlockRef(4, Keccak256.Hash([4])), DateTimeOffset.UnixEpoch,
        Keccak256.Hash([(byte)index]), index);

    private static Workflow Compiled(string yaml) => Assert.IsType<CompileOutcome.Compiled>(new WorkflowCompiler(
        new Dictionary<string, ChainId> { ["local"] = House.Chain }, [ChannelName.Webhook])
        .Compile(new WorkflowSource("request", yaml))).Workflow;
}
