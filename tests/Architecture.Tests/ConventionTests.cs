using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kwala.Architecture.Tests;

/// <summary>Conventions that matter enough to fail the build, each with the sentence that says why.</summary>
public sealed class ConventionTests
{
    private static readonly string[] EmptyWords =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor", "Data", "Info"];

    // Adapters, effect runners and host entry points, where a failure becomes an outcome. One file a line.
    private static readonly string[] CatchAll = [.. File.ReadAllLines(
        Path.Combine(Repository.Root, "tests", "Architecture.Tests", "catch-all.txt"))
        .Where(line => line.Length > 0 && !line.StartsWith('#'))];

    [Fact]
    public void Type_names_say_what_the_type_is() => Assert.Empty(
        from file in Repository.Sources("src")
        where !file.Path.StartsWith("src/Orleans.", StringComparison.Ordinal) // Orleans chose those names.
        from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where EmptyWords.Any(word => type.Identifier.Text.EndsWith(word, StringComparison.Ordinal))
        select $"{file.Path}: {type.Identifier.Text}. Name the role, not the fact that it does something.");

    [Fact]
    public void Grain_code_is_the_same_on_both_runtimes() => Assert.Empty(
        from file in Repository.Sources("src")
        from line in file.Lines.Select((text, index) => (Text: text.TrimStart(), Number: index + 1))
        where line.Text.StartsWith("#if", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number}: what differs per runtime lives in Hosting.Local and Hosting.Cluster.");

    [Fact]
    public void Everything_is_caught_only_where_it_becomes_an_outcome() => Assert.Empty(
        from file in Repository.Sources("src")
        where !CatchAll.Contains(file.Path)
        from clause in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Filter is null && clause.Declaration?.Type.ToString() is null or "Exception"
        select $"{file.Path}: catches everything. Catch what you can answer, or add the adapter to catch-all.txt.");

    [Fact]
    public void The_list_of_catch_alls_only_shrinks() => Assert.Empty(
        from path in CatchAll
        let file = Repository.Sources("src").FirstOrDefault(source => source.Path == path)
        where file is null || !file.Lines.Any(line => line.Contains("catch", StringComparison.Ordinal))
        select $"{path} catches nothing any more: take it off catch-all.txt.");

    [Fact]
    public void A_namespace_is_its_folder() => Assert.Empty(
        from file in Repository.Sources("src")
        let declared = file.Syntax.DescendantNodes().OfType<FileScopedNamespaceDeclarationSyntax>().FirstOrDefault()
        where declared is not null && !file.Path.StartsWith("src/Orleans.", StringComparison.Ordinal)
        let folder = "Kwala." + file.Path["src/".Length..file.Path.LastIndexOf('/')].Replace('/', '.')
        where declared.Name.ToString() != folder
        select $"{file.Path}: namespace {declared.Name}, expected {folder}.");

    [Fact]
    public void Nothing_waits_by_the_wall_clock_in_tests() => Assert.Empty(
        from file in Repository.Sources("tests")
        where !file.Path.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal)
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where line.Text.Contains("Thread.Sleep(", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number}: wait on a signal, then assert.");
}
