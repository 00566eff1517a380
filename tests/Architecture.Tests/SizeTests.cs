using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kwala.Architecture.Tests;

/// <summary>Small files with one idea each: the hard limits of CONTRIBUTING.md.</summary>
public sealed class SizeTests
{
    // Shrinking lists: nothing is added without a reason beside it.
    private static readonly string[] LargeFiles = [];
    private static readonly string[] LongMethods = [];

    [Fact]
    public void No_file_has_more_than_350_lines() => Assert.Empty(
        from folder in new[] { "src", "tests", "bench" }
        from file in Repository.Sources(folder)
        where file.Lines.Length > 350 && !LargeFiles.Contains(file.Path)
        select $"{file.Path}: {file.Lines.Length} lines. Split it by idea.");

    [Fact]
    public void Most_source_files_are_short()
    {
        var lengths = Repository.Sources("src").Select(file => file.Lines.Length).Order().ToArray();

        Assert.InRange(lengths[lengths.Length / 2], 0, 80);
        Assert.InRange(lengths[lengths.Length * 9 / 10], 0, 200);
    }

    [Fact]
    public void No_grain_class_has_more_than_180_lines() => Assert.Empty(
        from file in Repository.Sources("src/Grains")
        where file.Name.EndsWith("Grain.cs", StringComparison.Ordinal) && file.Lines.Length > 180
        select $"{file.Path}: {file.Lines.Length} lines. Grains load, decide, save and run effects; move the rest.");

    [Fact]
    public void No_line_of_the_product_has_more_than_120_columns() => Assert.Empty(
        from file in Repository.Sources("src")
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where line.Text.Length > 120
        select $"{file.Path}:{line.Number}: {line.Text.Length} columns.");

    [Fact]
    public void No_line_of_a_test_has_more_than_160_columns_but_a_case_of_a_table() => Assert.Empty(
        from folder in new[] { "tests", "bench" }
        from file in Repository.Sources(folder)
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where line.Text.Length > 160 && !line.Text.TrimStart().StartsWith("[InlineData(", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number}: {line.Text.Length} columns.");

    [Fact]
    public void No_method_has_more_than_70_lines() => Assert.Empty(
        from file in Repository.Sources("src")
        from method in file.Syntax.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let lines = LinesOf(method)
        where lines > 70 && !LongMethods.Contains($"{file.Path}:{NameOf(method)}")
        select $"{file.Path}: {NameOf(method)} has {lines} lines. Give its steps names.");

    [Fact]
    public void No_constructor_of_a_class_takes_more_than_six_parameters() => Assert.Empty(
        from file in Repository.Sources("src")
        from type in file.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>()
        let parameters = type.ParameterList?.Parameters.Count ?? type.Members.OfType<ConstructorDeclarationSyntax>()
            .Select(constructor => constructor.ParameterList.Parameters.Count).DefaultIfEmpty(0).Max()
        where parameters > 6
        select $"{file.Path}: {type.Identifier.Text} takes {parameters}. It does more than one thing.");

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}
