using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Proposals reach those who chose their category; votes and endings those for whom they are open.</summary>
public sealed class ProposalTests
{
    private const string Created = "ProposalCreated(uint256 proposalId, uint256 voteEnd, string description)";
    private const string Voted = "VoteCast(address indexed voter, uint256 proposalId)";
    private const string Canceled = "ProposalCanceled(uint256 proposalId)";
    private const string Extended = "ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline)";
    private const string Yaml = $$"""
        workflow: governance
        trigger: { chain: local, contract: "0x0000000000000000000000000000000000c0ffee", event: "{{Created}}" }
        wallet: subscribers
        subject: proposalId
        categories: { fees: { words: fee }, treasury: { words: grant } }
        ends-soon: { before: 24h, clock: timestamp }
        ended-by: [{ event: "{{Voted}}", wallet: voter }, { event: "{{Canceled}}" },
          { event: "{{Extended}}", at: extendedDeadline }]
        actions: { default: { channels: [webhook] } }
        """;

    private readonly House _house = new();

    [Fact]
    public async Task Proposal_calls_who_chose_its_category_and_its_end_those_for_whom_it_is_open()
    {
        await using var process = await Start();
        var before = _house.Store.SubscribersGiven;
        await Mine(Proposed("A fee"));
        Assert.Equal(["1", "3", "4"], Told(NotificationRole.Alert));
        Assert.Equal(3, _house.Store.SubscribersGiven - before);

        await Mine(Log(Voted, new AbiValue.Account(House.AddressOf(4)), Number(7)));
        before = _house.Store.SubscribersGiven;
        await Mine(Log(Canceled, Number(7)));

        Assert.Equal(2, _house.Store.SubscribersGiven - before);
        Assert.DoesNotContain(_house.Store.Subscribers, row => row.Entry.Contains(",l,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Proposal_that_ends_in_the_step_in_which_it_began_leaves_nothing_open()
    {
        await using var process = await Start();
        await Mine(Proposed("A grant"), Log(Canceled, Number(7)));

        Assert.DoesNotContain(_house.Store.Subscribers, row => row.Entry.Contains(",l,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_not_voted_is_reminded_without_an_event_and_then_it_is_over()
    {
        await using var process = await Start();
        await Mine(Proposed("A fee"));
        await Mine(Log(Voted, new AbiValue.Account(House.AddressOf(4)), Number(7)));
        await Pass(process, TimeSpan.FromHours(49));
        await _house.Storage.When(() => Told(NotificationRole.Repeat).Length == 2);
        Assert.Equal(["1", "3"], Told(NotificationRole.Repeat));

        await Pass(process, TimeSpan.FromHours(24));

        Assert.Equal(["1", "3"], Told(NotificationRole.Repeat));
        Assert.Equal(["resolved", "resolved", "resolved"], _house.Outcomes(HistoryTopic.Decision).Where(it => it == "resolved"));
        // The index is put right by the next log that concerns them.
        await Mine(Log(Canceled, Number(7)));
        Assert.DoesNotContain(_house.Store.Subscribers, row => row.Entry.Contains(",l,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_it_open_is_reminded_before_the_end_that_a_log_moved_it_to()
    {
        await using var process = await Start();
        await Mine(Proposed("A fee"));
        var before = _house.Store.SubscribersGiven;
        await Mine(Log(Extended, Number(7), Number(_house.Time.GetUtcNow().AddDays(5).ToUnixTimeSeconds())));
        Assert.Equal(3, _house.Store.SubscribersGiven - before);

        await Pass(process, TimeSpan.FromHours(49));
        Assert.Empty(Told(NotificationRole.Repeat));
        await Pass(process, TimeSpan.FromHours(48));
        await _house.Storage.When(() => Told(NotificationRole.Repeat).Length == 3);

        Assert.Equal(["1", "3", "4"], Told(NotificationRole.Repeat));
    }

    [Fact]
    public async Task Vote_calls_its_voter_alone_and_saves_nothing_of_one_who_has_nothing_open()
    {
        await using var process = await Start();
        await Mine(Proposed("A fee"));
        var (before, writes) = (_house.Store.SubscribersGiven, Writes(1));

        await Mine(Log(Voted, new AbiValue.Account(House.AddressOf(9)), Number(7)));

        Assert.Equal((0, 0, writes), (_house.Store.SubscribersGiven - before, Writes(9), Writes(1)));
    }

    private int Writes(uint wallet) => _house.Storage.Writes("wallet", House.AddressOf(wallet).ToString());

    private FakeLog Proposed(string description) => Log(
        Created, Number(7), Number(_house.Time.GetUtcNow().AddDays(3).ToUnixTimeSeconds()), new AbiValue.Text(description));

    private static AbiValue.Number Number(long value) => new(value);

    private static FakeLog Log(string declaration, params AbiValue[] arguments) => new(
        House.Market, ((AbiEventParse.Parsed)AbiEvent.Parse(declaration)).Event, [.. arguments]);

    private string[] Told(NotificationRole role) =>
    [
        .. _house.Webhook.Sent.Where(message => message.Role == role)
            .Select(message => Convert.ToInt32(message.Wallet[2..], 16).ToString()).Order(),
    ];

    private async Task<Process> Start()
    {
        var process = await _house.Start(new WorkflowSource("request", Yaml), ("Kwala:Grains:FromBlock:local", "1"));
        await _house.Follow(process);
        string[][] chosen = [["fees"], ["treasury"], [], ["fees", "treasury"]];
        for (var i = 0u; i < chosen.Length; i++)
            Assert.IsType<PreferencesChange.Changed>(await process.Client
                .GetGrain<IWalletGrain>(House.AddressOf(i + 1).ToString()).ChangePreferences(
                    Preferences.Unset with
                    {
                        Subscriptions = Preferences.Unset.Subscriptions.Add(
                            new WorkflowId("governance"), new Subscription([.. chosen[i]])),
                    },
                    null, vouched: false));
        // Who subscribes asks for what is the case now.
        await _house.Rest();
        return process;
    }

    // As a due bucket does.
    private async Task Pass(Process process, TimeSpan time)
    {
        _house.Time.Advance(time);
        for (var wallet = 1u; wallet <= 4; wallet++)
            await process.Client.GetGrain<IWalletGrain>(House.AddressOf(wallet).ToString()).Wake();
        await _house.Rest();
    }

    private async Task Mine(params FakeLog[] logs)
    {
        _house.World.Mine(logs);
        await _house.Rest();
    }
}
