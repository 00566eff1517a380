using Kwala.Core.Workflows;

namespace Kwala.Workflows.Tests;

/// <summary>Workflows whose logs are news by themselves: proposals.</summary>
public class ProposalWorkflowTests
{
    private const string Vote =
        "{ event: \"VoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason)\", "
        + "wallet: voter }";

    private const string Created =
        "ProposalCreated(uint256 proposalId, address proposer, address[] targets, uint256[] values, "
        + "string[] signatures, bytes[] calldatas, uint256 voteStart, uint256 voteEnd, string description)";

    private const string Sound = $$"""
        workflow: sample
        trigger:
          chain: local
          contract: any
          event: {{Created}}
        wallet: proposer
        subject: proposalId
        categories: { fees: { words: fee } }
        ends-soon: { before: 24h }
        actions: { default: { channels: [email] } }
        """;

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var workflow = Compiling.Compiled(Sound);

        Assert.True(workflow.Rule.IsOccurrence);
        Assert.Equal(
            new EndsSoonPlan(
                TimeSpan.FromHours(24), 7, EndClock.Block, TimeSpan.FromSeconds(12), TemplateName.EndsSoon),
            workflow.EndsSoon);
        Assert.Equal(TemplateName.Proposal, workflow.Actions[TierName.Standard].Template);
        Assert.Equal(
            ["ends-soon", "proposal", "retraction"], workflow.Templates.Keys.Select(name => name.Value));
        Assert.Equal(1, workflow.RepeatsMax);
    }

    [Fact]
    public void What_is_said_is_meant()
    {
        var workflow = Compiling.Compiled(With(
            "ends-soon",
            "ends-soon: { before: 1h, at: voteStart, clock: timestamp, template: resolved }\n"
            + $"ended-by: [{Vote}]"));

        Assert.Equal((6, EndClock.Timestamp, "resolved"),
            (workflow.EndsSoon!.At, workflow.EndsSoon.Clock, workflow.EndsSoon.Template.Value));
        Assert.Equal(
            ["VoteCast(address,uint256,uint8,uint256,string) 0 1"],
            workflow.EndedBy.Select(it => $"{it.Event.Signature} {it.Wallet} {string.Join(",", it.Subject)}"));
    }

    [Fact]
    public void What_ends_for_all_is_for_subscribers_who_are_known()
    {
        var yaml = With("ended-by", "ended-by: [{ event: ProposalCanceled(uint256 proposalId) }]")
            .Replace("wallet: proposer", "wallet: subscribers", StringComparison.Ordinal)
            .Replace("contract: any", "contract: \"0xc0da02939e1441f497fd74f78ce7decb17b66529\"", StringComparison.Ordinal);

        Assert.Null(Compiling.Compiled(yaml).EndedBy.Single().Wallet);
    }

    [Fact]
    public void An_event_may_move_the_end()
    {
        var yaml = With("actions", "ended-by: [{ event: \"ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline)\", "
                + "at: extendedDeadline }]\nactions: { default: { channels: [email] } }")
            .Replace("wallet: proposer", "wallet: subscribers", StringComparison.Ordinal)
            .Replace("contract: any", "contract: \"0xc0da02939e1441f497fd74f78ce7decb17b66529\"", StringComparison.Ordinal);

        var moves = Compiling.Compiled(yaml).EndedBy.Single();
        Assert.Equal((1, Ending.Moved), (moves.At, moves.Value));
    }

    [Fact]
    public void Selectors_are_functions_or_four_bytes()
    {
        var rules = Compiling.Compiled(With(
            "categories", "categories: { fees: { selectors: [\"setFee(uint fee)\", \"0x69FE0E2D\"] } }")).Categories!;

        Assert.Equal([0x69fe0e2du, 0x69fe0e2du], rules.Categories.Single().Selectors.Select(it => it.Value));
        Assert.Equal("setFee(uint256)", rules.Categories.Single().Selectors[0].Text);
    }

    [Fact]
    public void A_category_of_what_has_a_value_leaves_the_value_as_it_is()
    {
        var workflow = Compiling.Compiled(With(
            "ends-soon", "value: voteEnd\nalert: above\ntiers: { standard: 5, bold: 9 }"));

        Assert.False(workflow.Rule.IsOccurrence);
        Assert.Equal(2, workflow.Rule.Tiers.Count);
    }

    [Theory]
    [InlineData("categories", "categories: {}", "8:13: 1 to 32 categories are needed here.")]
    [InlineData("categories", "categories: { fees: {} }",
        "8:15: A category needs selectors, targets or words: nothing would belong to it.")]
    [InlineData("categories", "categories: { other: { words: fee } }",
        "8:15: \"other\" cannot name a category: it stands for what no rule matches, or for all.")]
    [InlineData("categories", "categories: { fees: { words: f } }", "8:30: \"f\" has not 2 to 64 characters.")]
    [InlineData("categories", "categories: { fees: { selector: f } }",
        "8:23: Unknown key \"selector\": did you mean \"selectors\"?", true)]
    [InlineData("categories", "categories: { fees: { selectors: setFee } }", "8:40: Expected \"(\".")]
    [InlineData("categories", "categories: { fees: { selectors: \"0x69fe0e\" } }",
        "8:34: \"0x69fe0e\" is not a selector: write four bytes such as 0x69fe0e2d.")]
    [InlineData("categories", "categories: { fees: { targets: \"0x12\" } }",
        "8:32: \"0x12\": An address has 40 hex digits after 0x; this has 2.")]
    [InlineData("event", "  event: ProposalCreated(uint256 proposalId, address proposer, uint256 voteEnd)",
        "8:30: ProposalCreated has no argument string that is not indexed: leave this out.")]
    [InlineData("ends-soon", "ends-soon: {}", "9:12: Missing key \"before\": add before: 24h")]
    [InlineData("ends-soon", "ends-soon: { before: 31d }",
        "9:22: \"31d\" is not a duration from 1m to 30d: write 90s, 30m, 6h or 1d.")]
    [InlineData("ends-soon", "ends-soon: { before: 1d, at: description }",
        "9:30: ProposalCreated has no uint argument \"description\": write one of proposalId, voteStart, voteEnd.")]
    [InlineData("ends-soon", "ends-soon: { before: 1d, clock: time }",
        "9:33: \"time\" is not a clock: write one of block, timestamp.")]
    [InlineData("ends-soon", "ends-soon: { before: 1d, clock: timestamp, block-time: 12s }",
        "9:56: A clock of timestamps counts no blocks: leave this out.")]
    [InlineData("ends-soon", "ends-soon: { before: 1d }\nrepeat: 6h",
        "9:12: What is told again by repeat needs no reminder: leave one out.")]
    [InlineData("ended-by", "ended-by: [{ event: 'Moved(address by, uint256 proposalId, uint256 ends)', wallet: by, at: ends }]",
        "11:92: Whoever acts moves no end: leave wallet out, or this.")]
    [InlineData("ended-by", "ended-by: VoteCast(address voter)",
        "11:11: Expected a list of maps with event and wallet, not text.")]
    [InlineData("ended-by", "ended-by: [{ event: 'Voted(address voter, uint256 proposalId)' }]",
        "11:12: Missing key \"wallet\"", true)]
    [InlineData("ended-by", "ended-by: [{ event: 'Voted(address voter, uint256 id)', wallet: voter }]",
        "11:21: Voted has no argument uint256 proposalId, which tells positions apart.")]
    [InlineData("ended-by", "ended-by: [{ event: 'VoteCast(address voter, uint256 proposalId)', wallet: votr }]",
        "11:76: VoteCast has no argument \"votr\": did you mean \"voter\"?", true)]
    [InlineData("subject", "lane: bulk",
        "1:1: A log that is news by itself needs subject: the argument that tells one from another, such as proposalId.")]
    [InlineData("ends-soon", "ends-soon: { before: 1d }\nvalue: voteEnd\nalert: above\ntiers: { standard: 5 }",
        "1:1: ends-soon and ended-by end a log that is news by itself: leave value, alert and tiers out, or these.")]
    public void Mistakes_have_a_place_and_a_remedy(string key, string line, string mistake, bool isBeginning = false)
    {
        var found = Assert.Single(Compiling.Mistakes(With(key, line)))["w.yaml:".Length..];

        Assert.Equal(mistake, isBeginning ? found[..Math.Min(found.Length, mistake.Length)] : found);
    }

    private static string With(string key, string line)
    {
        var lines = Sound.Split('\n').ToList();
        var at = lines.FindIndex(l => l.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        if (at < 0)
            lines.Add(line);
        else
            lines[at] = line;
        return string.Join('\n', lines);
    }
}
