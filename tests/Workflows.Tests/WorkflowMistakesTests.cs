using FsCheck;
using FsCheck.Fluent;

namespace Kwala.Workflows.Tests;

public class WorkflowMistakesTests
{
    [Theory]
    // The whole.
    [InlineData("workflow", "workflo: sample", "1:1: Unknown key \"workflo\": did you mean \"workflow\"?")]
    [InlineData("workflow", "workflow: Sample One",
        "1:11: \"Sample One\" cannot be a workflow's name: write 1 to 64 of a-z, 0-9 and -.")]
    [InlineData("workflow", "workflow:", "1:10: Expected a workflow's name, not nothing.")]
    [InlineData("value", "", "1:1: Missing key \"value\": add value: an expression such as healthFactor / 1e18")]
    [InlineData("lane", "lane: critcal", "2:7: \"critcal\" is not a lane: did you mean \"critical\"?")]
    [InlineData("lane", "lane: [critical]", "2:7: Expected a lane, not a list.")]
    [InlineData("lane", "lane: critical\nlane: bulk", "3:1: \"lane\" is given twice, first in line 2: leave one out.")]
    [InlineData("colour", "colour: red",
        "13:1: Unknown key \"colour\": write one of workflow, kind, lane, trigger, read, wallet, subject, "
        + "ignore-lookalikes, when, categories, ends-soon, ended-by, value, infinite-when, alert, over, per, latch, tiers, segments, rearm, default-tier, "
        + "for, cooldown, group, digest, inhibits, learn, acts-on, valid-for, templates, actions, resolved, repeat, portfolio, recheck.")]
    // Attention.
    [InlineData("workflow", "workflow: digest",
        "1:1: The name \"digest\" is the digests' own: give the workflow another.")]
    [InlineData("lane", "lane: bulk\ncooldown: 30s",
        "3:11: \"30s\" is not a duration from 1m to 7d: write 90s, 30m, 2h or 1d.")]
    [InlineData("lane", "lane: bulk\ngroup: 2d",
        "3:8: \"2d\" is not a duration from 10s to 1d: write 90s, 30m, 2h or 1d.")]
    [InlineData("lane", "lane: bulk\ndigest: yes", "3:9: \"yes\" is not true or false: write one of false, true.")]
    [InlineData("inhibits", "inhibits: [small, small]", "13:19: \"small\" is listed twice: leave one out.")]
    [InlineData("inhibits", "inhibits: Small Things",
        "13:11: \"Small Things\" cannot be a kind: write 1 to 64 of a-z, 0-9 and -.")]
    [InlineData("lane", "lane: bulk\nlearn: maybe", "3:8: \"maybe\" is not on or off: write one of off, on.")]
    [InlineData("lane", "lane: bulk\nlearn: { sizes: [5, 4] }", "3:21: Sizes grow: write the smallest first.")]
    [InlineData("lane", "lane: bulk\nlearn: { within: 1m }",
        "3:18: \"1m\" is not a duration from 10m to 30d: write 90s, 30m, 2h or 1d.")]
    [InlineData("lane", "lane: critical\nlearn: off",
        "3:8: Nothing is learned in the critical lane: leave learn out, or choose another lane.")]
    [InlineData("lane", "lane: critical\ncooldown: 1h",
        "3:11: The critical lane is told at once: leave cooldown out, or choose another lane.")]
    [InlineData("valid-for", "valid-for: 30",
        "13:12: \"30\" is not a duration from 1m to 7d: write 90s, 30m, 2h or 1d.")]
    [InlineData("valid-for", "valid-for: 8d",
        "13:12: \"8d\" is not a duration from 1m to 7d: write 90s, 30m, 2h or 1d.")]
    [InlineData("valid-for", "valid-for: 59s",
        "13:12: \"59s\" is not a duration from 1m to 7d: write 90s, 30m, 2h or 1d.")]
    // What is told after the alert.
    [InlineData("resolved", "resolved: yes", "13:11: \"yes\" is not a switch: write one of false, true.")]
    [InlineData("resolved", "resolved: { template: thanks, chanels: [email] }",
        "13:23: Unknown template \"thanks\"", true)]
    [InlineData("repeat", "repeat: 30s", "13:9: \"30s\" is not a duration from 1m to 30d: write 90s, 30m, 6h or 1d.")]
    [InlineData("repeat", "repeat: { at-most: 5 }", "13:9: Missing key \"every\": add every: 6h")]
    [InlineData("repeat", "repeat: { every: 6h, at-most: 0 }",
        "13:31: \"0\" is not a number of repeats: write a whole number from 1 to 100.")]
    // Subscribers.
    [InlineData("wallet", "wallet: subscribers",
        "7:9: Subscribers are told what the contracts of trigger.contract emit, not what anyone may: name them.")]
    [InlineData("wallet", "wallet: [subscribers]", "7:10: HealthFactorUpdated has no argument \"subscribers\"", true)]
    // Trigger.
    [InlineData("trigger", "trigger: none\nx:", "3:10: Expected a map with chain, contract and event, not text.", true)]
    [InlineData("chain", "  chain: locl", "4:10: Unknown chain \"locl\": did you mean \"local\"?")]
    [InlineData("chain", "  chain: eip155:10", "4:10: Unknown chain \"eip155:10\": write one of local, mainnet.")]
    [InlineData("contract", "  contract: \"0x12\"",
        "5:13: \"0x12\": An address has 40 hex digits after 0x; this has 2.")]
    [InlineData("contract", "  contract: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "5:13: \"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD\": The checksum (EIP-55) does not match: a digit is "
        + "mistyped or its case was changed. Copy the address again, or write it all in lower case to skip "
        + "this check.")]
    [InlineData("contract", "  contract: []",
        "5:13: Expected any, one address or a list of addresses; the list is empty.")]
    [InlineData("contract", "  contract: [any]", "5:14: \"any\" stands alone, not in a list.")]
    [InlineData("contract",
        "  contract: [0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed]",
        "5:58: \"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\" is listed twice: leave one out.")]
    [InlineData("event", "  event: Update(address user, uint257 healthFactor)",
        "6:31: uint257 is not a Solidity type", true)]
    [InlineData("event", "  event: 'Update(address user, uint256 healthFactor'", "6:52: Expected \",\" or \")\".")]
    [InlineData("event", "  event: E(address user, uint256 healthFactor, bytes32 market, bool paused) anonymous",
        "5:13: An anonymous event has no topic to look for: name its contract.")]
    [InlineData("contract", "  contract: any\n  confirmations: 5000",
        "6:18: \"5000\" is not a number of blocks: write a whole number from 0 to 4096.")]
    [InlineData("contract", "  contract: any\n  confirmations: -1",
        "6:18: \"-1\" is not a number of blocks: write a whole number from 0 to 4096.")]
    // Whose wallet, which position, which value.
    [InlineData("wallet", "wallet: usr", "7:9: HealthFactorUpdated has no argument \"usr\": did you mean \"user\"?")]
    [InlineData("wallet", "wallet: healthFactor", "7:9: healthFactor is uint256, not an address: write user.")]
    [InlineData("wallet", "wallet: [user, user]", "7:16: \"user\" is listed twice: leave one out.")]
    [InlineData("subject", "subject: markt",
        "13:10: HealthFactorUpdated has no argument \"markt\": did you mean \"market\"?")]
    [InlineData("ignore-lookalikes", "latch: false\nignore-lookalikes: true",
        "14:20: Only a log between two wallets has another side: name both under wallet.")]
    [InlineData("lane", "lane: bulk\nacts-on: { event: E(address a), wallet: b }", "3:41: E has no argument \"b\": write a.")]
    [InlineData("lane", "lane: bulk\nacts-on: { event: E(address a), wallet: a, subject: a }",
        "3:53: The workflow's positions are its contracts: leave subject out.")]
    [InlineData("lane", "lane: bulk\nsubject: [market, paused]\nacts-on: { event: \"E(address a, bytes32 m)\", wallet: a, subject: m }",
        "4:66: Name what the workflow's subject is: bytes32 market, bool paused.")]
    [InlineData("lane", "lane: bulk\nacts-on: []", "3:10: 1 to 8 events are needed here.")]
    [InlineData("lane", "lane: bulk\nlearn: off\nacts-on: { event: E(address a), wallet: a }",
        "4:10: Nothing is learned from this workflow's alerts: leave acts-on out.")]
    [InlineData("lane", "lane: bulk\nacts-on: { event: E(address a) anonymous, wallet: a, contract: any }",
        "3:10: An anonymous event has no topic to look for: name its contract.")]
    [InlineData("when", "when: healtFactor > 0",
        "13:7: HealthFactorUpdated has no argument \"healtFactor\": did you mean \"healthFactor\"?")]
    [InlineData("value", "value: healtFactor / 1e18",
        "8:8: HealthFactorUpdated has no argument \"healtFactor\": did you mean \"healthFactor\"?")]
    [InlineData("value", "value: 1e18 / ''", "8:15: \"'\" is not expected here.")]
    [InlineData("value", "value: '1 + '''", "8:13: \"'\" is not expected here.")]
    [InlineData("value", "value: \"1\\t+ \\x78 + healtFactor\"",
        "8:14: HealthFactorUpdated has no argument \"x\": write one of user, healthFactor, market, paused.")]
    [InlineData("value", "value: >\n  1 +\n    healtFactor",
        "10:5: HealthFactorUpdated has no argument \"healtFactor\": did you mean \"healthFactor\"?")]
    [InlineData("value", "value: 1 +\n  2 +\n  healtFactor",
        "10:3: HealthFactorUpdated has no argument \"healtFactor\": did you mean \"healthFactor\"?")]
    [InlineData("value", "value: user",
        "8:8: user is address: an expression computes with uint, int and bool arguments only. "
        + "Use healthFactor or paused.")]
    [InlineData("infinite-when", "infinite-when: healthFactor",
        "13:16: Expected true or false; this is a number. Compare it, as in amount > 0.")]
    // Thresholds.
    [InlineData("alert", "alert: under", "9:8: \"under\" is not a kind of alert: write one of above, below, change, either, falling, rising.")]
    [InlineData("latch", "latch: no", "13:8: \"no\" is not a switch: write one of false, true.")]
    [InlineData("latch", "latch: false\nrepeat: 6h", "14:9: Without a latch no episode stays open: leave repeat out.")]
    [InlineData("latch", "latch: false\nresolved: true", "14:11: Without a latch no episode stays open: leave resolved out.")]
    [InlineData("latch", "latch: false\ninhibits: x", "14:11: Without a latch no episode stays open: leave inhibits out.")]
    [InlineData("lane", "lane: bulk\nlatch: false\nlearn: { acted: resolved }", "4:17: Without a latch no episode ends: leave acted out.")]
    [InlineData("alert", "alert: falling\nlatch: false",
        "10:8: Without a latch each log beyond the line is told: alert below, above or either.")]
    [InlineData("alert", "alert: below\nover: 1h", "10:7: Only alert: change has a window: leave this out.")]
    [InlineData("alert", "alert: change", "1:1: Missing key \"over\": add over: 1h, or per: 1d")]
    [InlineData("alert", "alert: change\nover: 1h\nper: 1d",
        "11:6: A change is over a sliding window or per a fixed one: leave one out.")]
    [InlineData("alert", "alert: change\nper: 5h",
        "10:6: \"5h\" does not divide a day, from 1m to 1d: write 15m, 1h, 6h or 1d.")]
    [InlineData("alert", "alert: change\nover: 31d",
        "10:7: \"31d\" is not a duration from 1m to 30d: write 90s, 30m, 6h or 1d.")]
    [InlineData("tiers", "tiers: {}", "10:8: 1 to 16 tiers are needed here.", true)]
    [InlineData("tiers", "tiers: { standard: low }", "10:20: \"low\" is not a number such as 1.30.")]
    [InlineData("tiers", "tiers: { standard: [1.1, 1.3] }",
        "10:26: \"1.3\" must lie below the one before: levels go from mild to deep.")]
    [InlineData("tiers", "tiers: { standard: 0.9..1.1 }", "10:20: \"0.9..1.1\" is not a number such as 1.30.")]
    [InlineData("tiers", "tiers: { standard: 1.3, default: 1.2 }",
        "10:25: \"default\" cannot name a tier: it stands for all other tiers in actions.")]
    [InlineData("tiers", "tiers: { bold: 1.3, calm: 1.2 }",
        "10:8: Missing key \"default-tier\": say which tier a wallet has that chose none.")]
    [InlineData("default-tier", "default-tier: standrad",
        "13:15: Unknown tier \"standrad\": did you mean \"standard\"?")]
    [InlineData("rearm", "rearm: five",
        "13:8: \"five\" is not a margin: write a number such as 0.05, or a percentage such as 5%.")]
    [InlineData("rearm", "rearm: -1", "13:8: \"-1\" is out of range: from 0, and at most 100%.")]
    [InlineData("rearm", "rearm: 101%", "13:8: \"101%\" is out of range: from 0, and at most 100%.")]
    [InlineData("alert", "alert: either\nrearm: 0.2", "11:20: \"1.30\" is not a band such as 0.95..1.05.", true)]
    // Actions.
    [InlineData("default", "  {}", "12:3: Expected an action for at least one tier, or default.")]
    [InlineData("default", "  agressive: { channels: [email] }",
        "12:3: Unknown tier \"agressive\": did you mean \"aggressive\"?")]
    [InlineData("default", "  default: { channels: [emial] }",
        "12:25: Unknown channel \"emial\": did you mean \"email\"?")]
    [InlineData("default", "  default: { channel: [email] }",
        "12:14: Unknown key \"channel\": did you mean \"channels\"?")]
    [InlineData("default", "  default: { urgency: standard }",
        "12:12: Missing key \"channels\": add channels: [email]")]
    [InlineData("default", "  default: { channels: [email], urgency: high }",
        "12:42: \"high\" is not an urgency: write one of gentle, standard, urgent.")]
    [InlineData("default", "  default: { channels: [email], template: liquidation-urgnt }",
        "12:43: Unknown template \"liquidation-urgnt\": did you mean \"liquidation-urgent\"?")]
    // Templates.
    [InlineData("templates", "templates: { own: { title: t, body: '{{valeu}}' } }",
        "13:38: There is no field \"valeu\": did you mean \"value\"?")]
    [InlineData("templates", "templates: { own: { title: '{{args.paus}}', body: b } }",
        "13:29: There is no field \"args.paus\": did you mean \"args.paused\"?")]
    [InlineData("templates", "templates:\n  own:\n    title: t\n    body: |\n      One.\n      Two {{{value}}}.",
        "18:11: Three braces would print a field without escaping: write two.")]
    [InlineData("templates", "templates: { retraction: { title: t, body: '{{args.market}}' } }",
        "13:45: There is no field \"args.market\": write one of wallet, walletShort, chain, workflow, kind, tier, "
        + "value, threshold, level, levels, subject, block, transaction, episode, role, urgency, decidedAt, language.")]
    [InlineData("templates", "templates: { own: { title: t } }",
        "13:19: Missing key \"body\": add body: | and Markdown on the next lines")]
    public void A_mistake_is_told_with_its_place_and_remedy(
        string key, string line, string expected, bool first = false)
    {
        var mistakes = Compiling.Mistakes(Compiling.With(key, line));
        if (first)
            Assert.StartsWith("w.yaml:" + expected, mistakes[0]);
        else
            Assert.Equal(["w.yaml:" + expected], mistakes);
    }

    [Fact]
    public void Ten_mistakes_are_told_at_once_in_the_order_of_the_text() => Assert.Equal(
        """
        w.yaml:1:11: "Liquidation" cannot be a workflow's name: write 1 to 64 of a-z, 0-9 and -.
        w.yaml:2:1: Unknown key "lanes": did you mean "lane"?
        w.yaml:4:10: Unknown chain "locall": did you mean "local"?
        w.yaml:5:13: "0x1234": An address has 40 hex digits after 0x; this has 4.
        w.yaml:7:9: HealthFactorUpdated has no argument "usr": did you mean "user"?
        w.yaml:8:23: "1e" is not a number: write 1.5, 1e18 or 2^256.
        w.yaml:9:8: "belo" is not a kind of alert: did you mean "below"?
        w.yaml:11:8: "5 %%" is not a margin: write a number such as 0.05, or a percentage such as 5%.
        w.yaml:12:15: Unknown tier "standart": did you mean "standard"?
        w.yaml:14:25: Unknown channel "mail": did you mean "email"?
        w.yaml:14:41: "urgnt" is not an urgency: did you mean "urgent"?
        """.Split('\n'),
        Compiling.Mistakes("""
        workflow: Liquidation
        lanes: critical
        trigger:
          chain: locall
          contract: "0x1234"
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
        wallet: usr
        value: healthFactor / 1e
        alert: belo
        tiers: { standard: 1.30 }
        rearm: 5 %%
        default-tier: standart
        actions:
          default: { channels: [mail], urgency: urgnt }
        """));

    [Theory]
    [InlineData("", "1:1: The file is empty: begin with workflow: and a name.")]
    [InlineData("# only a comment", "1:1: The file is empty: begin with workflow: and a name.")]
    [InlineData("- a", "1:1: Expected a map that begins with workflow: and a name, not a list.")]
    [InlineData("a: *x", "1:4: Aliases (*name) are not supported: write the value out.", true)]
    [InlineData("a: &x 1", "1:4: Anchors (&name) are not supported: write the value out where it is needed.", true)]
    [InlineData("a: !!str 1", "1:4: Tags (!name) are not supported: leave it out.", true)]
    [InlineData("a:\n\tb: 1", "2:1: Indent with spaces: YAML allows no tab here.", true)]
    [InlineData("a: [1, 2", "2:1: This is not YAML: ", true)]
    [InlineData("a: 1\n--- \nb: 2",
        "2:1: One workflow per file: put the second document in a file of its own.", false, true)]
    [InlineData("a: {{b}} c",
        "1:5: A key is a word, not a map. Put quotes around a text that begins with {{.", false, true)]
    [InlineData("a: {{b}} c",
        "1:10: This is not YAML: while parsing a block mapping, did not find expected key. Put quotes around "
        + "a text with {{.", false, true)]
    [InlineData("{[a]: 1}", "1:2: A key is a word, not a list.", false, true)]
    public void What_is_no_workflow_file_is_refused(
        string yaml, string expected, bool start = false, bool among = false)
    {
        var mistakes = Compiling.Mistakes(yaml);
        if (among)
            Assert.Contains("w.yaml:" + expected, mistakes);
        else if (start)
            Assert.Contains(mistakes, m => m.StartsWith("w.yaml:" + expected, StringComparison.Ordinal));
        else
            Assert.Equal(["w.yaml:" + expected], mistakes);
    }

    [Fact]
    public void Lookalikes_are_passed_over_only_where_logs_stand_alone() => Assert.Contains(
        "w.yaml:13:20: Only logs that stand alone can be passed over so: add latch: false.",
        Compiling.Mistakes(Compiling.With("ignore-lookalikes", "ignore-lookalikes: true")));

    [Fact]
    public void A_band_that_is_empty_is_a_mistake() => Assert.Contains(
        "w.yaml:10:20: \"1.05..0.95\" is empty: the lower edge comes first.",
        Compiling.Mistakes(Compiling.With("alert", "alert: either").Replace("1.30", "1.05..0.95")));

    [Fact]
    public void A_name_has_at_most_64_characters_and_a_longer_one_is_shown_cut()
    {
        Assert.Empty(Compiling.Mistakes(Compiling.With("workflow", "workflow: " + new string('a', 64))));
        Assert.Equal(
            [$"w.yaml:1:11: \"{new string('a', 60)}…\" cannot be a workflow's name: write 1 to 64 of a-z, 0-9 and -."],
            Compiling.Mistakes(Compiling.With("workflow", "workflow: " + new string('a', 65))));
    }

    [Fact]
    public void Lists_and_templates_are_bounded()
    {
        var levels = string.Join(", ", Enumerable.Range(1, 64).Select(i => $"{100 - i}"));
        Assert.Contains(Compiling.Mistakes(Compiling.With("tiers", $"tiers: {{ standard: [{levels}] }}")),
            m => m.StartsWith("w.yaml:10:20: At most ", StringComparison.Ordinal)
                && m.EndsWith("this list has 64.", StringComparison.Ordinal));
        Assert.Equal([], Templates(32, "t", "b"));
        Assert.Equal(["w.yaml:13:12: At most 32 templates in one workflow."], Templates(33, "t", "b"));
        Assert.Equal([], Templates(1, new string('t', 200), new string('b', 3000)));
        Assert.Equal(["w.yaml:13:27: At most 200 characters here; this has 201."],
            Templates(1, new string('t', 201), "b"));
        Assert.Equal(["w.yaml:13:36: At most 3000 characters here; this has 3001."],
            Templates(1, "t", new string('b', 3001)));

        static string[] Templates(int count, string title, string body) => Compiling.Mistakes(Compiling.With(
            "templates",
            "templates: { " + string.Join(", ", Enumerable.Range(0, count).Select(
                i => $"t{i}: {{ title: {title}, body: {body} }}")) + " }"));
    }

    [Fact]
    public void Size_depth_and_count_are_bounded()
    {
        Assert.Equal(["w.yaml:1:1: A workflow has at most 64 KB: split it into several."],
            Compiling.Mistakes(new string('a', 65 * 1024)));
        Assert.Contains("at most 16 levels", Assert.Single(Compiling.Mistakes(new string('[', 60_000))));
        Assert.Contains("at most 4096 values", Assert.Single(
            Compiling.Mistakes("a: [" + string.Join(',', Enumerable.Repeat("1", 20_000)) + "]")));
        Assert.Equal(100, Compiling.Mistakes(string.Concat(Enumerable.Range(0, 500).Select(i => $"k{i}: 1\n"))).Length);
    }

    [Fact]
    public void Any_text_compiles_or_is_refused_with_places_inside_it()
    {
        var texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(t => t ?? ""),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => System.Text.Encoding.Latin1.GetString(b ?? [])),
            Gen.Choose(0, Compiling.Sound.Length - 1).SelectMany(at => ArbMap.Default.GeneratorFor<char>()
                .Select(c => Compiling.Sound.Remove(at, 1).Insert(at, c.ToString()))),
            Gen.Choose(0, Compiling.Sound.Length - 1).SelectMany(from => Gen.Choose(0, 40)
                .Select(n => Compiling.Sound.Remove(from, Math.Min(n, Compiling.Sound.Length - from)))),
            Gen.Elements("{{", "}}", "'", "\"", "|", ">", "[", "]", "{", "}", ":", "-", "\n", "\t", " ", "&a", "*a",
                    "!", "%", "@", "a", "value")
                .ArrayOf().Select(string.Concat));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            // YAML ends lines at U+0085, U+2028 and U+2029 too.
            var lines = text.Count(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 1;
            Compiling.Compiler.Compile(new("w", text)).Match(
                workflow => workflow.Id.Value.Length,
                mistakes =>
                {
                    Assert.NotEmpty(mistakes);
                    Assert.All(mistakes, m => Assert.True(
                        m.Line >= 1 && m.Line <= lines + 1 && m.Column >= 1, m.ToString()));
                    return 0;
                });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
