using Kwala.Core.Abi;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.BadInput;

/// <summary>Logs that were made to hurt, as a chain listener and its wallets meet them.</summary>
public sealed class HostileLogTests
{
    // A parameter's name stands without its value past the bound of 768 bytes, and not at all past twice that.
    private const int Texts = 30, ArgumentsBytes = 2 * 768;

    private readonly House _house = new();

    [Fact]
    public async Task Log_with_the_largest_arguments_that_escape_worst_is_told_like_any_other()
    {
        string[] names = [.. Enumerable.Range(0, Texts).Select(n => $"text{n}{new string('x', 40)}")];
        var parameters = string.Join(", ", names.Select(name => $"string {name}"));
        var signature =
            $"HealthFactorUpdated(address indexed user, uint256 healthFactor, string plain, {parameters})";
        var workflow = House.Workflow("webhook");
        var hostile = new AbiValue.Text(string.Concat(Enumerable.Repeat("\u0001\ud83d\ude00", 1000)));
        await using var process = await _house.Start(
            new WorkflowSource("request", workflow.Yaml.Replace(
                "HealthFactorUpdated(address indexed user, uint256 healthFactor)", signature, StringComparison.Ordinal)),
            ("Kwala:Grains:FromBlock:local", "1"));
        _house.World.Mine(new FakeLog(
            House.Market,
            ((AbiEventParse.Parsed)AbiEvent.Parse(signature)).Event,
            [
                .. House.Health(House.Wallet, 1.2m).Arguments,
                new AbiValue.Text(new string('a', 300)),
                .. Enumerable.Repeat<AbiValue>(hostile, Texts),
            ]));

        var told = _house.Webhook.Next();
        await _house.Follow(process, told);
        await _house.World.Idle();

        var arguments = (await told).Fields
            .Where(it => it.Key.StartsWith("args.", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(new string('a', 119) + "…", arguments["args.plain"]);
        Assert.Equal("…", arguments[$"args.{names[0]}"]);
        Assert.InRange(
            arguments.Sum(it => 6 + RecordSize.OfText(it.Key) + RecordSize.OfText(it.Value)), 0, ArgumentsBytes);

        Assert.Single(_house.Store.Rows(HistoryTopic.Inbox));
        Assert.Equal(2, Assert.Single((await process.Listener.Status()).Depths).Next);
    }

    [Fact]
    public async Task Log_that_does_not_decode_is_counted_and_costs_the_others_nothing()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        var block = _house.World.Mine(House.Health(House.AddressOf(5), 1m), House.Health(House.Wallet, 1.2m));
        _house.World.Undecodable = [new UndecodableLog(
            0, House.Market, block, FakeChain.TransactionOf(block, 2), 2, "the data ends in the middle of a word")];

        await _house.Follow(process);
        var told = new[] { (await _house.Webhook.Next()).Wallet, (await _house.Webhook.Next()).Wallet };

        Assert.Equal(
            new[] { House.AddressOf(5).ToString(), House.Wallet.ToString() }.Order(), told.Order());
        await _house.World.Idle();
        Assert.Equal(1, (await process.Listener.Status()).Undecodable);
        await _house.Log.When(
            $"log 2 of {FakeChain.TransactionOf(block, 2)} cannot be decoded: the data ends in the middle of a word");
    }
}
