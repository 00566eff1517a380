using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Named values that the tests of wallet decisions share.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan BlockInterval = TimeSpan.FromSeconds(12);
    public static readonly ChainId Chain = ChainId.Evm(1);
    public static readonly WorkflowId Risk = new("liquidation-risk");
    public static readonly KindName Kind = new("liquidation-risk");
    public static readonly SubjectKey Market = new("eip155:1/market-a");
    public static readonly SubjectKey OtherMarket = new("eip155:1/market-b");
    public static readonly TimeSpan ValidFor = TimeSpan.FromHours(1);

    public static readonly AbiEvent Event = AbiEvent
        .Parse("HealthFactorUpdated(address indexed user, uint256 healthFactor)")
        .Match(parsed => parsed, (_, problem) => throw new InvalidOperationException(problem));

    public static readonly Address Wallet = Address.FromBytes(
        Convert.FromHexString("d8da6bf26964af9d7eed9e03e53415d37aa96045"));

    public static Rational Number(string text) => text switch
    {
        "inf" => Rational.PositiveInfinity,
        "-inf" => Rational.NegativeInfinity,
        "undefined" => Rational.Undefined,
        _ => Rational.TryParse(text, out var value) ? value : throw new FormatException(text),
    };

    /// <summary>Such as "&lt; 1.1", "&gt; 5" or "0.9..1.1".</summary>
    public static Threshold Line(string text) => text.Split("..") switch
    {
        [var low, var high] => new Threshold(Number(low), Number(high)),
        _ when text[0] == '<' => Threshold.Below(Number(text[2..])),
        _ => Threshold.Above(Number(text[2..])),
    };

    public static Levels Levels(params string[] lines) => new([.. lines.Select(Line)]);

    /// <summary>The workflow of the README: tiers at 1.5, 1.3 and 1.1, re-armed at 5 %.</summary>
    public static Workflow Workflow(
        Lane lane = Lane.Critical,
        AlertSide side = AlertSide.Below,
        Levels? standard = null,
        Rearm? rearm = null,
        ImmutableArray<ChannelName>? channels = null,
        Urgency urgency = Urgency.Standard)
    {
        var words = new TemplateName("words");
        var action = new ActionPlan(channels ?? [ChannelName.Telegram], urgency, words);
        return new Workflow(
            Risk, Hash("v1"), Kind, lane, new Trigger(Chain, [], Event, 0), [0], [], new Unused(), null,
            new ThresholdRule(
                side,
                ImmutableSortedDictionary<TierName, Levels>.Empty
                    .Add(TierName.Conservative, Levels("< 1.5"))
                    .Add(TierName.Standard, standard ?? Levels("< 1.3"))
                    .Add(TierName.Aggressive, Levels("< 1.1")),
                TierName.Standard,
                rearm ?? new Rearm.Relative(Number("0.05"))),
            ImmutableSortedDictionary<TierName, ActionPlan>.Empty
                .Add(TierName.Standard, action).Add(TierName.Conservative, action),
            ImmutableSortedDictionary<TemplateName, MessageTemplate>.Empty,
            ValidFor);
    }

    public static WalletPolicy Policy(params Workflow[] workflows) => new(
        Wallet,
        workflows.ToImmutableSortedDictionary(workflow => workflow.Id, workflow => workflow),
        ImmutableSortedDictionary<ChannelName, ChannelTraits>.Empty
            .Add(ChannelName.Telegram, new ChannelTraits(CollapsesByKey: false, NeedsAddress: true))
            .Add(ChannelName.Email, new ChannelTraits(CollapsesByKey: false, NeedsAddress: true))
            .Add(ChannelName.Webhook, new ChannelTraits(CollapsesByKey: true, NeedsAddress: false)),
        RetryPolicy.Default);

    /// <summary>An owner who can be reached by Telegram and email.</summary>
    public static Preferences Owner { get; } = Preferences.Unset with
    {
        Contacts = ImmutableSortedDictionary<ChannelName, Contact>.Empty
            .Add(ChannelName.Telegram, new Contact("42", ContactStanding.Verified))
            .Add(ChannelName.Email, new Contact("owner@example.org", ContactStanding.Verified)),
    };

    public static WalletState State(Preferences? preferences = null) =>
        WalletState.Empty with { Preferences = preferences ?? Owner };

    public static BlockRef Block(long number, string fork = "") => new(number, Hash($"block {number} {fork}"));

    public static DateTimeOffset TimeOf(long block) => Noon + (BlockInterval * block);

    public static Signal Signal(
        string value, long block, bool live = true, bool final = true, string fork = "", SubjectKey? subject = null) =>
        Signal(Number(value), block, live, final, fork, subject);

    public static Signal Signal(
        Rational value, long block, bool live, bool final, string fork = "", SubjectKey? subject = null) =>
        new(Risk, subject ?? Market, value,
            new SignalSource(
                Chain, Block(block, fork), TimeOf(block), Hash($"transaction {block} {fork}"), 0, Wallet,
                [new AbiValue.Account(Wallet), new AbiValue.Number(7)]),
            live, final);

    public static WalletEvent.Observed Observed(params Signal[] signals) => new([.. signals], -1);

    public static Bytes32 Hash(string text) => Bytes32.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class Unused : NumberExpression
    {
        public override Rational Evaluate(ImmutableArray<AbiValue> arguments) => Rational.Undefined;
    }
}
