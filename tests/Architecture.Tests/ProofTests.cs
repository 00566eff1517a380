using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kwala.Architecture.Tests;

/// <summary>docs/proof.md says which test fails without what is promised; those tests exist.</summary>
public sealed partial class ProofTests
{
    [Fact]
    public void Every_test_that_the_proof_names_exists()
    {
        var tests = (
            from file in Repository.Sources("tests")
            where file.Name.EndsWith("Tests.cs", StringComparison.Ordinal)
                || file.Path.Contains("/Co", StringComparison.Ordinal) // Conformance and Compliance suites.
            from type in file.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>()
            from method in type.Members.OfType<MethodDeclarationSyntax>()
            select $"{type.Identifier.Text}.{method.Identifier.Text}").ToHashSet(StringComparer.Ordinal);
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "proof.md")))
            .Select(match => match.Groups[1].Value)
            .ToArray();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();
}
