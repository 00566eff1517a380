using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kwala.Architecture.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files below a folder, as paths relative to the root with forward slashes.</summary>
    public static ImmutableArray<SourceFile> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(Path.Combine(Root, path)))),
    ];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kwala.Orleans.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("No Kwala.Orleans.sln above the test assembly.");
        return folder;
    }
}

/// <summary>One C# file.</summary>
internal sealed record SourceFile(string Path, string[] Lines)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public SyntaxNode Syntax => CSharpSyntaxTree.ParseText(string.Join('\n', Lines)).GetRoot();
}
