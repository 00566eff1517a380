using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Tests;

/// <summary>A compiler with one chain and the usual channels, and the short ways to its answers.</summary>
internal static class Compiling
{
    public static WorkflowCompiler Compiler { get; } = new(
        new Dictionary<string, ChainId> { ["local"] = ChainId.Evm(31337), ["mainnet"] = ChainId.Evm(1) },
        [ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook, ChannelName.Inbox]);

    /// <summary>A workflow without mistakes; tests change one line of it.</summary>
    public const string Sound = """
        workflow: sample
        lane: critical
        trigger:
          chain: local
          contract: any
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor, bytes32 market, bool paused)
        wallet: user
        value: healthFactor / 1e18
        alert: below
        tiers: { standard: 1.30, aggressive: 1.10 }
        actions:
          default: { channels: [email] }
        """;

    public static Workflow Compiled(string yaml) => Compiler.Compile(new WorkflowSource("w.yaml", yaml)).Match(
        workflow => workflow,
        mistakes => throw new ArgumentException(string.Join('\n', mistakes)));

    public static string[] Mistakes(string yaml) => Compiler.Compile(new WorkflowSource("w.yaml", yaml))
        .Match<string[]>(_ => [], mistakes => [.. mistakes.Select(m => m.ToString())]);

    /// <summary>The sound workflow with one line, known by its key, replaced (or added at the end).</summary>
    public static string With(string key, string line)
    {
        var lines = Sound.Split('\n').ToList();
        var at = lines.FindIndex(l => l.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        if (at < 0)
            lines.Add(line);
        else
            lines[at] = line;
        return string.Join('\n', lines);
    }

    /// <summary>The repository's root, for samples and documents.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kwala.Orleans.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root.");
        return folder.FullName;
    }
}
