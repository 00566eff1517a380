using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orleans.Local.Generator;

/// <summary>Refuses attributes that do nothing where they stand, and awaits by which a grain leaves its turn.</summary>
internal sealed class Misuse(List<Finding> findings)
{
    public void Check(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
            return;
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.Has("Orleans.Concurrency.AlwaysInterleaveAttribute"))
                findings.Add(Finding.At(method, Rules.InterleaveOnClass, method.Plain()));
        }

        if (!type.IsAddressable())
            return;
        foreach (var name in new[] { "Alias", "GenerateSerializer" })
        {
            if (type.Has($"Orleans.{name}Attribute"))
                findings.Add(Finding.At(type, Rules.WireOnGrain, type.Plain(), name));
        }

        CheckAwaits(type);
    }

    private void CheckAwaits(INamedTypeSymbol type)
    {
        var calls = type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantNodes())
            .OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" });
        foreach (var call in calls)
        {
            var argument = call.ArgumentList.Arguments.FirstOrDefault()?.Expression.ToString() ?? "";
            if (argument != "true" && !argument.Contains("ContinueOnCapturedContext"))
                findings.Add(Finding.At(call.GetLocation(), Rules.LeavesTurn, type.Plain()));
        }
    }
}
