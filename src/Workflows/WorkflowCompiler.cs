using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Workflows.Compilation;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows;

/// <summary>
/// Turns the YAML of docs/workflows.md into a <see cref="Workflow"/>, or into all of its mistakes with their places.
/// Pure, total and safe to use from several threads; <see cref="Compile"/> is a <see cref="CompileWorkflow"/>.
/// </summary>
public sealed class WorkflowCompiler
{
    /// <summary>The longest text that is read, in bytes of UTF-8.</summary>
    public const int BytesMax = 64 * 1024;

    private readonly Vocabulary _vocabulary;

    /// <summary>A compiler for one deployment.</summary>
    /// <param name="chains">The chains that it follows, by the name that workflows use.</param>
    /// <param name="channels">The channels that it sends over.</param>
    /// <param name="segments">The names of its segments; null where any name will do.</param>
    public WorkflowCompiler(
        IReadOnlyDictionary<string, ChainId> chains,
        IEnumerable<ChannelName> channels,
        IEnumerable<string>? segments = null) =>
        _vocabulary = new Vocabulary(
            chains.ToImmutableSortedDictionary(StringComparer.Ordinal),
            channels.ToImmutableSortedDictionary(c => c.Value, c => c, StringComparer.Ordinal))
        {
            Segments = segments?.ToImmutableSortedSet(StringComparer.Ordinal),
        };

    private WorkflowCompiler(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>
    /// A compiler that knows no deployment: it takes any name for a chain, and every channel of the product. For
    /// checking
    /// files alone; what it makes must not run.
    /// </summary>
    public static WorkflowCompiler WithoutDeployment { get; } = ForChain(new ChainId("eip155:1"));

    /// <summary>
    /// A compiler that takes any name for this chain, and every channel of the product. What it makes may be tried on
    /// the chain's past; it must not run.
    /// </summary>
    public static WorkflowCompiler ForChain(ChainId chain) =>
        new(new Vocabulary(ImmutableSortedDictionary<string, ChainId>.Empty, EveryChannel) { AnyChain = chain });

    /// <summary>As <see cref="ForChain"/>, with these chains by name.</summary>
    public static WorkflowCompiler ForChains(IReadOnlyDictionary<string, ChainId> chains) =>
        new(chains, EveryChannel.Values);

    private static ImmutableSortedDictionary<string, ChannelName> EveryChannel =>
        new[] { ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook, ChannelName.Inbox }
            .ToImmutableSortedDictionary(c => c.Value, c => c, StringComparer.Ordinal);

    /// <summary>Compiles one workflow. Never throws.</summary>
    public CompileOutcome Compile(WorkflowSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var mistakes = new Mistakes(source.Name);
        var text = Normal(source.Yaml);
        Workflow? workflow = null;
        if (Encoding.UTF8.GetByteCount(text) > BytesMax)
            mistakes.Add(new Place(1, 1), $"A workflow has at most {BytesMax / 1024} KB: split it into several.");
        else if (YamlReader.Read(text, mistakes) is { } root)
            workflow = new WorkflowReader(_vocabulary, mistakes).Read(root, HashOf(text));
        return workflow is not null
            ? new CompileOutcome.Compiled(workflow)
            : new CompileOutcome.Refused(mistakes.InOrder());
    }

    // The same workflow from Windows and from Linux is the same version.
    private static string Normal(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static Bytes32 HashOf(string text) => Bytes32.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
