using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Tests;

public class WorkflowCompilerTests
{
    [Theory]
    [InlineData("5%", AlertSide.Either, "outside -5..5", true)]
    [InlineData("+5%", AlertSide.Above, "> 5", true)]
    [InlineData("-0.5", AlertSide.Below, "< -0.5", false)]
    [InlineData("[5%, 12.5%]", AlertSide.Either, "outside -5..5, outside -12.5..12.5", true)]
    public void A_change_has_a_direction_and_a_unit(string change, AlertSide side, string lines, bool isRelative)
    {
        var rule = Compiling.Compiled(Compiling.With("alert", "alert: change\nover: 2h")
            .Replace("standard: 1.30, aggressive: 1.10", $"standard: {change}", StringComparison.Ordinal)).Rule;

        Assert.Equal((side, isRelative), (rule.Side, rule.Change!.IsRelative));
        Assert.Equal((TimeSpan.FromHours(2), true), (rule.Change.Window, rule.Change.IsSliding));
        Assert.Equal(lines, string.Join(", ", rule.Tiers[TierName.Standard].Thresholds));
    }

    [Fact]
    public void Only_crossings_are_told_without_a_margin()
    {
        var rule = Compiling.Compiled(Compiling.With("alert", "alert: rising")).Rule;

        Assert.True(rule.OnlyCrossings);
        Assert.Equal("> 1.3", rule.Rearm.Around(rule.Tiers[TierName.Standard].Thresholds[0]).ToString());
    }

    [Fact]
    public void What_is_not_written_has_its_default()
    {
        var workflow = Compiling.Compiled(Compiling.With("lane", ""));
        Assert.Equal(("sample", Lane.Standard, 0, TimeSpan.FromHours(2)),
            (workflow.Kind.Value, workflow.Lane, workflow.Trigger.Confirmations, workflow.ValidFor));
        Assert.Equal(TierName.Standard, workflow.Rule.DefaultTier);
        var standard = workflow.Rule.Tiers[TierName.Standard].Thresholds.Single();
        Assert.Equal("< 1.365", workflow.Rule.Rearm.Around(standard).ToString());
        Assert.Null(workflow.InfiniteWhen);
        Assert.All(workflow.Actions.Values, a => Assert.Equal(
            ("threshold-gentle", Urgency.Standard), (a.Template.Value, a.Urgency)));
        Assert.Equal(["retraction", "threshold-gentle"], workflow.Templates.Keys.Select(k => k.Value));
    }

    [Theory]
    [InlineData("lane", "lane: critical", "00:30:00")]
    [InlineData("lane", "lane: bulk", "1.00:00:00")]
    [InlineData("valid-for", "valid-for: 90s", "00:01:30")]
    [InlineData("valid-for", "valid-for: 7d", "7.00:00:00")]
    public void Validity_follows_the_lane_unless_written(string key, string line, string expected) =>
        Assert.Equal(expected, Compiling.Compiled(Compiling.With(key, line)).ValidFor.ToString("c"));

    [Theory]
    [InlineData("rearm: 5%", "< 1.365")]
    [InlineData("rearm: 0.05", "< 1.35")]
    [InlineData("rearm: 0", "< 1.3")]
    public void Rearm_is_relative_or_absolute(string line, string expected)
    {
        var rule = Compiling.Compiled(Compiling.With("rearm", line)).Rule;
        Assert.Equal(expected, rule.Rearm.Around(rule.Tiers[TierName.Standard].Thresholds[0]).ToString());
    }

    [Theory]
    [InlineData("below", "[1.5, 1.2, 1]", "< 1.5, < 1.2, < 1")]
    [InlineData("above", "[0.5, 0.75]", "> 0.5, > 0.75")]
    [InlineData("above", "1e6", "> 1000000")]
    [InlineData("either", "[0.98..1.02, 0.9..1.1]", "outside 0.98..1.02, outside 0.9..1.1")]
    [InlineData("either", "-1 .. 1", "outside -1..1")]
    public void Levels_go_from_mild_to_deep(string side, string written, string levels)
    {
        var yaml = Compiling.With("tiers", $"tiers: {{ standard: {written} }}\nrearm: 0.001")
            .Replace("alert: below", $"alert: {side}");
        Assert.Equal(levels, string.Join(", ", Compiling.Compiled(yaml).Rule.Tiers[TierName.Standard].Thresholds));
    }

    [Fact]
    public void Every_key_that_is_written_reaches_the_compiled_workflow()
    {
        var workflow = Compiling.Compiled("""
            workflow: moves
            kind: large-transfer
            lane: bulk
            trigger:
              chain: mainnet
              contract: ["0x00000000000000000000000000000000000000aa", "0x00000000000000000000000000000000000000bb"]
              event: Moved(address indexed from, address indexed to, address pool, uint256 id, uint256 amount)
              confirmations: 12
            wallet: [from, to]
            subject: [pool, id]
            value: amount
            infinite-when: amount == 0
            alert: above
            tiers: { whale: 1000, small: 10 }
            default-tier: small
            actions:
              whale: { channels: [telegram, webhook], urgency: urgent, template: moved }
              small: { channels: [email], urgency: gentle }
            templates: { moved: { title: "{{value}}", body: "moved" } }
            """);

        Assert.Equal(("moves", "large-transfer", Lane.Bulk), (workflow.Id.Value, workflow.Kind.Value, workflow.Lane));
        Assert.Equal(("eip155:1", 12), (workflow.Trigger.Chain.Value, workflow.Trigger.Confirmations));
        Assert.Equal(["aa", "bb"], workflow.Trigger.Contracts.Select(it => it.ToString()[^2..]));
        Assert.Equal("Moved(address,address,address,uint256,uint256)", workflow.Trigger.Event.Signature);
        Assert.Equal([0, 1], workflow.Wallets.ToArray());
        Assert.Equal([2, 3], workflow.Subject.ToArray());
        Assert.NotNull(workflow.InfiniteWhen);
        Assert.Equal((AlertSide.Above, "small"), (workflow.Rule.Side, workflow.Rule.DefaultTier.Value));
        Assert.Equal(["small > 10", "whale > 1000"], workflow.Rule.Tiers.Select(t => $"{t.Key} {t.Value.Thresholds.Single()}"));
        Assert.Equal(
            ["small email Gentle threshold-gentle", "whale telegram,webhook Urgent moved"],
            workflow.Actions.Select(a => $"{a.Key} {string.Join(',', a.Value.Channels)} {a.Value.Urgency} {a.Value.Template}"));
    }

    [Fact]
    public void The_only_tier_is_the_default_one() => Assert.Equal(
        "bold", Compiling.Compiled(Compiling.With("tiers", "tiers: { bold: 1.30 }")).Rule.DefaultTier.Value);

    [Fact]
    public void Without_a_deployment_any_name_is_a_chain()
    {
        var source = new WorkflowSource("w.yaml", Compiling.With("chain", "  chain: elsewhere"));
        Assert.IsType<CompileOutcome.Compiled>(WorkflowCompiler.WithoutDeployment.Compile(source));
        Assert.IsType<CompileOutcome.Refused>(Compiling.Compiler.Compile(source));
    }

    [Theory]
    [InlineData("critical", Lane.Critical)]
    [InlineData("standard", Lane.Standard)]
    [InlineData("bulk", Lane.Bulk)]
    public void Lanes_go_by_their_names(string written, Lane lane) =>
        Assert.Equal(lane, Compiling.Compiled(Compiling.With("lane", $"lane: {written}")).Lane);

    [Fact]
    public void The_default_action_is_for_tiers_without_their_own()
    {
        var workflow = Compiling.Compiled(Compiling.Sound + "\n  aggressive: { channels: telegram, urgency: urgent }");
        Assert.Equal(["aggressive telegram threshold-urgent", "standard email threshold-gentle"],
            workflow.Actions.Select(a => $"{a.Key} {a.Value.Channels.Single()} {a.Value.Template}"));
    }

    [Fact]
    public void A_tier_without_any_action_is_told_nothing()
    {
        var workflow = Compiling.Compiled(Compiling.With("default", "  aggressive: { channels: [telegram] }"));
        Assert.Equal(["aggressive"], workflow.Actions.Keys.Select(k => k.Value));
    }

    [Theory]
    [InlineData("  chain: local", "eip155:31337")]
    [InlineData("  chain: mainnet", "eip155:1")]
    [InlineData("  chain: eip155:1", "eip155:1")]
    public void A_chain_goes_by_its_name_or_by_CAIP_2(string line, string chain) =>
        Assert.Equal(chain, Compiling.Compiled(Compiling.With("chain", line)).Trigger.Chain.Value);

    [Fact]
    public void The_hash_is_that_of_the_text_with_LF()
    {
        var hash = Compiling.Compiled(Compiling.Sound).Hash;
        Assert.Equal(hash, Compiling.Compiled(Compiling.Sound.Replace("\n", "\r\n")).Hash);
        Assert.Equal(hash, Compiling.Compiled("\uFEFF" + Compiling.Sound).Hash);
        Assert.NotEqual(hash, Compiling.Compiled(Compiling.Sound + "\n").Hash);
        Assert.Equal(
            SHA256.HashData(Encoding.UTF8.GetBytes(Compiling.Sound)),
            Convert.FromHexString(hash.ToString()[2..]));
    }

    [Fact]
    public void Value_and_infinite_when_are_computed_from_the_arguments()
    {
        var workflow = Compiling.Compiled(Compiling.With("infinite-when", "infinite-when: healthFactor == 2^256 - 1"));
        ImmutableArray<AbiValue> arguments =
            [new AbiValue.Account(default), new AbiValue.Number(BigInteger.Parse("1250000000000000000"))];
        Assert.Equal("1.25", workflow.Value.Evaluate(arguments).ToString());
        Assert.False(workflow.InfiniteWhen!.Evaluate(arguments));
        Assert.True(workflow.InfiniteWhen.Evaluate(
            arguments.SetItem(1, new AbiValue.Number((BigInteger.One << 256) - 1))));
    }

    [Fact]
    public void The_compiler_is_the_delegate_that_Core_asks_for()
    {
        CompileWorkflow compile = Compiling.Compiler.Compile;
        Assert.IsType<CompileOutcome.Compiled>(compile(new WorkflowSource("request", Compiling.Sound)));
    }

    [Fact]
    public void Workflows_compile_side_by_side()
    {
        var sources = Enumerable.Range(0, 64).Select(i => Compiling.With("workflow", $"workflow: sample-{i}")
            + $"\ntemplates: {{ own-{i}: {{ title: \"t {{{{value}}}}\", body: \"b {{{{tier}}}} {i}\" }} }}").ToArray();
        Parallel.ForEach(sources, source => Assert.Empty(Compiling.Mistakes(source)));
    }
}
