using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Orleans.Local.Generator;

/// <summary>Checks a grain class and writes the line that registers it with its factory.</summary>
internal sealed class ClassCode(INamedTypeSymbol type, List<Finding> findings)
{
    public string? Write()
    {
        var constructors = type.InstanceConstructors
            .Where(c => c.DeclaredAccessibility == Accessibility.Public).ToList();
        var before = findings.Count;
        if (constructors.Count != 1)
            findings.Add(Finding.At(type, Rules.Constructor, type.Plain()));
        if (type.IsGenericType)
            findings.Add(Finding.At(type, Rules.Generic, type.Plain()));
        if (!type.IsVisibleInAssembly())
            findings.Add(Finding.At(type, Rules.Hidden, type.Plain()));
        CheckAttributes();
        CheckAwaits();
        var parameters = constructors.Count == 1 ? [.. constructors[0].Parameters] : new List<IParameterSymbol>();
        var arguments = string.Join(", ", parameters.Select(Argument));
        if (findings.Count > before)
            return null;

        var services = parameters.Where(p => State(p) is null).Select(p => $"typeof({p.Type.CodeOfType()})");
        var interfaces = type.AllInterfaces.Where(i => i.IsGrainInterface()).Select(i => $"typeof({i.CodeOfType()})");
        var isReentrant = type.Has("Orleans.Concurrency.ReentrantAttribute") ? "true" : "false";
        return $"""
            catalog.Add(new GrainDescription(
                        typeof({type.CodeOfType()}), {Literal(GrainType())}, {isReentrant},
                        [{string.Join(", ", interfaces)}],
                        [{string.Join(", ", services)}],
                        static construction => new {type.CodeOfType()}({arguments})));
            """;
    }

    private void CheckAttributes()
    {
        foreach (var name in new[] { "Alias", "GenerateSerializer" })
        {
            if (type.Has($"Orleans.{name}Attribute"))
                findings.Add(Finding.At(type, Rules.WireOnGrain, type.Plain(), name));
        }

        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.Has("Orleans.Concurrency.AlwaysInterleaveAttribute"))
                findings.Add(Finding.At(method, Rules.InterleaveOnClass, method.Plain()));
        }
    }

    private void CheckAwaits()
    {
        var calls = type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantNodes())
            .OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" });
        foreach (var call in calls)
        {
            var argument = call.ArgumentList.Arguments.FirstOrDefault()?.ToString() ?? "";
            if (argument != "true" && !argument.Contains("ContinueOnCapturedContext"))
                findings.Add(Finding.At(call.GetLocation(), Rules.LeavesTurn, type.Plain()));
        }
    }

    // Orleans's own convention, so that stored identities hold on both runtimes.
    private string GrainType()
    {
        if (type.Attribute("Orleans.GrainTypeAttribute")?.FirstArgument()?.Value is string given)
            return given;
        var name = type.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal)
            ? name.Substring(0, name.Length - 5)
            : name;
    }

    private string Argument(IParameterSymbol parameter)
    {
        if (State(parameter) is { } state)
        {
            if (parameter.Type.MetadataName() != "Orleans.Runtime.IPersistentState`1")
            {
                findings.Add(Finding.At(parameter, Rules.StateParameter, parameter.Name, parameter.Type.Plain()));
                return "";
            }

            var value = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
            var names = state.ConstructorArguments.Select(a => a.ToCSharpString());
            return $"construction.State<{value.Code()}>({string.Join(", ", names)})";
        }

        var key = parameter.Attribute("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute")
            ?.FirstArgument()?.ToCSharpString();
        return $"construction.Service<{parameter.Type.CodeOfType()}>({key})";
    }

    private static AttributeData? State(IParameterSymbol parameter) =>
        parameter.Attribute("Orleans.Runtime.PersistentStateAttribute");

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
