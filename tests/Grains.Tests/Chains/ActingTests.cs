using Kwala.Core.Abi;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>What owners do on the chain, from the log to what their wallet learned.</summary>
public sealed class ActingTests
{
    private static readonly KindName Kind = new("liquidation-risk");
    private static readonly Address Other = House.AddressOf(0xB0B);

    private static readonly AbiEvent Repay = ((AbiEventParse.Parsed)AbiEvent.Parse("Repay(address indexed by)")).Event;

    private readonly House _house = new();

    [Fact]
    public async Task What_an_act_taught_goes_with_its_block_and_comes_with_the_one_that_takes_its_place()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process);
        _house.World.Mine(Repaid(House.Wallet));
        await _house.Pass(_house.World.PollInterval);
        Assert.Empty(Known().Awaiting);

        _house.World.Drop(1);
        _house.World.Mine();
        await _house.Pass(_house.World.PollInterval);
        Assert.Single(Known().Awaiting);

        _house.World.Mine(Repaid(House.Wallet));
        await _house.Pass(_house.World.PollInterval);
        Assert.Empty(Known().Awaiting);
    }

    [Fact]
    public async Task Owner_who_acts_on_the_chain_responded_and_whoever_was_told_nothing_is_not_saved()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process);
        Assert.Single(Known().Awaiting);

        _house.World.Mine(Repaid(Other), Repaid(House.Wallet));
        await _house.Pass(_house.World.PollInterval);

        Assert.Empty(Known().Awaiting);
        Assert.Equal(0, Known().Reactions.Never);
        Assert.Equal(0, _house.Storage.Writes("wallet", Other.ToString()));
    }

    private Task<Process> Start() => _house.Start(
        new WorkflowSource("request", House.Workflow("webhook").Yaml
            + "\nacts-on: { event: Repay(address indexed by), wallet: by }"),
        ("Kwala:Grains:FromBlock:local", "1"));

    private KindBehaviour Known() => _house.Storage.Wallet(House.Wallet.ToString()).Behaviour.ToCore().Kinds[Kind];

    private static FakeLog Repaid(Address by) => new(House.Market, Repay, new AbiValue.Account(by));
}
