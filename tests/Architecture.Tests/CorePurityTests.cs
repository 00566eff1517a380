using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Kwala.Architecture.Tests;

/// <summary>Core decides and never acts: what its compiled assembly refers to shows it.</summary>
public sealed class CorePurityTests
{
    private static readonly string[] ForbiddenNamespaces =
    [
        "System.IO", "System.Net", "System.Threading", "System.Text.Json", "System.Data", "Microsoft.Extensions",
        "Orleans", "System.Diagnostics.Metrics",
    ];

    private static readonly string[] ForbiddenTypes =
    [
        "System.TimeProvider", "System.Random", "System.HashCode", "System.Environment", "System.Console",
        "System.Diagnostics.Stopwatch",

        // Enumerated in hash order, which differs from process to process.
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Immutable.ImmutableDictionary`2", "System.Collections.Immutable.ImmutableHashSet`1",
    ];

    [Fact]
    public void Core_refers_to_nothing_that_waits_reads_clocks_or_does_IO()
    {
        using var file = new PEReader(File.OpenRead(typeof(Core.Evm.Address).Assembly.Location));
        var metadata = file.GetMetadataReader();

        var offending = metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Select(type => (Space: metadata.GetString(type.Namespace), Name: metadata.GetString(type.Name)))
            .Where(IsForbidden)
            .Select(type => $"{type.Space}.{type.Name}")
            .Order(StringComparer.Ordinal);

        Assert.Empty(offending);
    }

    private static bool IsForbidden((string Space, string Name) type) =>
        ForbiddenTypes.Contains($"{type.Space}.{type.Name}")
        || ForbiddenNamespaces.Any(space =>
            type.Space == space || type.Space.StartsWith(space + ".", StringComparison.Ordinal));
}
