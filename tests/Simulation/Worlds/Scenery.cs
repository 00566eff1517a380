using System.Buffers.Binary;
using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Simulation.Chain;
using Kwala.Simulation.Providers;
using Kwala.Workflows;

namespace Kwala.Simulation.Worlds;

/// <summary>What a world is furnished with: channels, workflows, wallets, and what its contracts report.</summary>
internal sealed class Scenery
{
    private static readonly AbiEvent Health = Event("HealthFactorUpdated(address indexed user, uint256 healthFactor)");
    private static readonly AbiEvent Loan = Event("LoanMarked(address indexed borrower, uint256 ratio)");

    private readonly Prices _prices;

    public Scenery(WorldPlan plan)
    {
        _prices = new Prices(plan);
        var choice = plan.Choice("scenery");
        Confirmations = choice.Chance(0.6) ? 0 : choice.Between(1, 3);
        Channels =
        [
            new ChannelKind(ChannelName.Telegram, CollapsesByKey: false, NeedsAddress: true),
            new ChannelKind(ChannelName.Email, CollapsesByKey: false, NeedsAddress: true),
            new ChannelKind(ChannelName.Webhook, CollapsesByKey: true, NeedsAddress: false),
        ];
        string[] routes = ["telegram", "webhook", "telegram, webhook", "email, telegram", "email"];
        var (riskAfter, loanAfter) = (AfterTheAlert(plan, "risk"), AfterTheAlert(plan, "loan"));
        Sources =
        [
            new WorkflowSource("risk", $$"""
                workflow: liquidation-risk
                lane: critical
                trigger:
                  chain: {{SimulatedFeeds.Name}}
                  contract: any
                  event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
                wallet: user
                value: healthFactor / 100
                alert: below
                tiers: { conservative: 1.50, standard: 1.30, aggressive: 1.10 }
                {{riskAfter}}
                {{Restraints.OfRisk(plan)}}
                actions: { default: { channels: [{{choice.OneOf(routes)}}] } }
                """),
            new WorkflowSource("loan", $$"""
                workflow: loan-to-value
                lane: standard
                trigger:
                  chain: {{SimulatedFeeds.Name}}
                  contract: any
                  event: LoanMarked(address indexed borrower, uint256 ratio)
                  confirmations: {{Confirmations}}
                wallet: borrower
                valid-for: {{choice.OneOf(["2h", "10m", "2m"])}}
                value: ratio / 100
                alert: above
                tiers: { conservative: [0.50, 0.65, 0.75], standard: [0.70, 0.80] }
                {{loanAfter}}
                {{Restraints.OfLoan(plan)}}
                actions: { default: { channels: [{{choice.OneOf(routes)}}] } }
                """),
            .. Restraints.News(plan, Confirmations, routes),
            .. _prices.Sources(routes, AfterTheAlert(plan, "price")),
        ];
        Compile = new WorkflowCompiler(
            new Dictionary<string, ChainId> { [SimulatedFeeds.Name] = SimulatedFeeds.Chain },
            Channels.Select(channel => channel.Name)).Compile;
        Workflows = [.. Sources.Select(source => ((CompileOutcome.Compiled)Compile(source)).Workflow)];
        Wallets = [.. Enumerable.Range(1, plan.Wallets).Select(number => AddressOf(0xA11CE000 + (uint)number))];
        // Three workflows and more choices take the room of one: a record that is full follows less (decision 0007).
        Markets = [.. Enumerable.Range(1, plan.Has(Fault.Attention | Fault.Subscribers) ? 2 : 3).Select(it => AddressOf(0xC0FFEE00 + (uint)it))];
        Subscribers = _prices.Subscribers(Wallets);
    }

    public static WorkflowId Risk { get; } = new("liquidation-risk");

    public int Confirmations { get; }

    public ImmutableArray<ChannelKind> Channels { get; }

    public ImmutableArray<WorkflowSource> Sources { get; }

    public ImmutableArray<Workflow> Workflows { get; }

    public CompileWorkflow Compile { get; }

    public ImmutableArray<Address> Wallets { get; }

    public ImmutableArray<Address> Markets { get; }

    /// <summary>Who is told of prices.</summary>
    public ImmutableSortedSet<Address> Subscribers { get; }

    /// <summary>What the contracts report in one block: few wallets, and values near their thresholds.</summary>
    public ImmutableArray<Report> Reports(Orleans.Local.Simulation.SeededChoice choice)
    {
        var reports = ImmutableArray.CreateBuilder<Report>();
        for (var left = choice.OneOf([0, 0, 1, 1, 2, 4]); left > 0; left--)
        {
            var (wallet, market, isHealth) = (choice.OneOf(Wallets), choice.OneOf(Markets), choice.Chance(0.6));
            reports.Add(Of(wallet, market, isHealth, choice));
            // One price moves all positions of an owner.
            if (choice.Chance(0.35))
                foreach (var other in Markets.Where(it => it != market))
                    reports.Add(Of(wallet, other, isHealth, choice));
        }

        reports.AddRange(_prices.Ticks());
        return reports.ToImmutable();
    }

    /// <summary>
    /// What was reported before anybody followed: now and then something, and nothing that would have been critical.
    /// </summary>
    public ImmutableArray<Report> OldReports(Orleans.Local.Simulation.SeededChoice choice) =>
        choice.Chance(0.9) ? [] : [.. Reports(choice).Where(it =>
            it.Topic == Loan.Topic || it.Value > (it.Topic == Health.Topic ? 150ul : 170ul))];

    private static Report Of(
        Address wallet, Address market, bool isHealth, Orleans.Local.Simulation.SeededChoice choice) => isHealth
        ? new Report(Health.Topic, wallet, market, (ulong)choice.Between(90, 180))
        : new Report(Loan.Topic, wallet, market, (ulong)choice.Between(30, 95));

    /// <summary>Every position reported far on its safe side, so that what was before no longer matters.</summary>
    public ImmutableArray<Report> Clearing() =>
    [
        .. from wallet in Wallets
           from market in Markets
           from report in (Report[])[new(Health.Topic, wallet, market, 1000), new(Loan.Topic, wallet, market, 1)]
           select report,
        .. _prices.Clearing(),
    ];

    private static string AfterTheAlert(WorldPlan plan, string workflow)
    {
        if (!plan.Has(Fault.FollowUps))
            return "";
        var choice = plan.Choice($"follow-ups of {workflow}");
        var repeat = choice.OneOf(["", "repeat: 1m", "repeat: { every: 5m, at-most: 3 }", "repeat: { every: 20m, at-most: 2 }"]);
        return choice.Chance(0.8) ? $"resolved: true\n{repeat}" : repeat;
    }

    internal static AbiEvent Event(string text) => ((AbiEventParse.Parsed)AbiEvent.Parse(text)).Event;

    internal static Address AddressOf(uint number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], number);
        return Address.FromBytes(bytes);
    }
}
