using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>Refuses a name on the wire that two types of an assembly, or two methods of an interface, have.</summary>
internal sealed class Aliases(List<Finding> findings)
{
    private readonly Dictionary<string, ISymbol> _types = [];

    public void Check(INamedTypeSymbol type)
    {
        Check(type, _types);
        if (type.TypeKind != TypeKind.Interface)
            return;
        var methods = new Dictionary<string, ISymbol>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
            Check(method, methods);
    }

    private void Check(ISymbol symbol, Dictionary<string, ISymbol> known)
    {
        var aliases = symbol.Attributes("Orleans.AliasAttribute").Select(a => a.FirstArgument()?.Value);
        foreach (var alias in aliases.OfType<string>())
        {
            if (known.TryGetValue(alias, out var other))
                findings.Add(Finding.At(symbol, Rules.DuplicateAlias, symbol.Plain(), alias, other.Plain()));
            else
                known.Add(alias, symbol);
        }
    }
}
