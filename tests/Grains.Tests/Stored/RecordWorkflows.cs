using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Workflows;

namespace Kwala.Grains.Tests.Stored;

/// <summary>The workflows of a <see cref="RecordHistory"/>, as hard on a record as they may be.</summary>
internal static class RecordWorkflows
{
    public static ImmutableArray<Workflow> All(ChainId chain, ImmutableArray<ChannelName> channels)
    {
        var compiler = new WorkflowCompiler(new Dictionary<string, ChainId> { ["local"] = chain }, channels);
        return [.. Enumerable.Range(0, 24).Select(n => Compile(compiler, n, n % 3 == 0 ? 64 : 20))];
    }

    private static Workflow Compile(WorkflowCompiler compiler, int number, int nameLength)
    {
        var id = $"w{number}-".PadRight(nameLength, 'x');
        var lane = (number % 3) switch { 0 => "critical", 1 => "standard", _ => "bulk" };
        var yaml = $$"""
            workflow: {{id}}
            kind: {{"k".PadRight(nameLength, 'y')}}
            lane: {{lane}}
            trigger:
              chain: local
              contract: any
              event: Moved(address indexed user, string text, string other, uint256 value)
            wallet: user
            value: value
            alert: below
            tiers: { standard: [1.2, 1.07, 1.0000000000000000000001] }
            resolved: {{(number % 2 == 0 ? "true" : "false")}}
            {{(number % 4 < 2 ? "repeat: { every: 1m, at-most: 3 }" : "")}}
            actions: { default: { channels: [telegram, email, webhook] } }
            {{RestraintOf(number, lane)}}
            """;
        var outcome = compiler.Compile(new WorkflowSource("a.yaml", yaml));
        return outcome is CompileOutcome.Compiled { Workflow: var compiled }
            ? compiled
            : throw new InvalidOperationException(
                string.Join('\n', ((CompileOutcome.Refused)outcome).Mistakes.Select(mistake => mistake.Message)));
    }

    private static string RestraintOf(int number, string lane) => (lane, number % 11) switch
    {
        ("critical", _) => $"inhibits: {"k".PadRight(20, 'y')}",
        (_, 1) => "cooldown: 5m",
        (_, 2) => "group: 1m",
        (_, 3) => "digest: true",
        _ => "",
    };
}
