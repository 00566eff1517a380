using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
        var parameters = constructors.Count == 1 ? [.. constructors[0].Parameters] : new List<IParameterSymbol>();
        var arguments = string.Join(", ", parameters.Select(Argument));
        if (findings.Count > before)
            return null;

        var services = parameters.Where(p => State(p) is null).Select(p => $"typeof({p.Type.CodeOfType()})");
        var interfaces = type.AllInterfaces.Where(i => i.IsGrainInterface()).Select(i => $"typeof({i.CodeOfType()})");
        return $"""
            catalog.Add(new GrainDescription(
                        typeof({type.CodeOfType()}), {Literal(GrainType())},
                        [{string.Join(", ", interfaces)}],
                        [{string.Join(", ", services)}],
                        static construction => new {type.CodeOfType()}({arguments})));
            """;
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
