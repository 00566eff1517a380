using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>Refuses types that real Orleans could not carry, although in one process anything would do.</summary>
internal sealed class WireTypes
{
    private const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";

    private readonly List<Finding> _findings;
    private readonly HashSet<ISymbol> _converted;

    public WireTypes(Compilation compilation, IEnumerable<INamedTypeSymbol> types, List<Finding> findings)
    {
        _findings = findings;
        var referenced = compilation.OrleansReferences().SelectMany(assembly => assembly.GlobalNamespace.AllTypes());
        _converted = new HashSet<ISymbol>(
            types.Concat(referenced).SelectMany(Converted), SymbolEqualityComparer.Default);
    }

    /// <summary>Checks a type that crosses a grain call at a place, with its type arguments.</summary>
    public void CheckUse(ITypeSymbol type, ISymbol place)
    {
        if (type is IArrayTypeSymbol array)
            CheckUse(array.ElementType, place);
        if (type is not INamedTypeSymbol named || _converted.Contains(named.OriginalDefinition))
            return;
        foreach (var argument in named.TypeArguments)
            CheckUse(argument, place);
        if (!IsCarried(named))
            _findings.Add(Finding.At(place, Rules.WireType, named.Plain(), place.ContainingSymbol.Plain()));
    }

    /// <summary>Checks the declaration of an annotated type: its name, its members, what it derives from.</summary>
    public void CheckDeclaration(INamedTypeSymbol type)
    {
        if (!type.Has(GenerateSerializer))
        {
            if (type.BaseType is { } annotated && annotated.Has(GenerateSerializer))
                _findings.Add(Finding.At(type, Rules.WireType, type.Plain(), annotated.Plain()));
            return;
        }

        if (!type.Has("Orleans.AliasAttribute"))
            _findings.Add(Finding.At(type, Rules.WireAlias, type.Plain()));
        if (!type.IsVisibleInAssembly())
            _findings.Add(Finding.At(type, Rules.Hidden, type.Plain()));
        if (type.TypeKind == TypeKind.Enum)
            return;
        if (type.BaseType is { } parent && !IsCarried(parent))
            _findings.Add(Finding.At(type, Rules.WireType, parent.Plain(), type.Plain()));
        CheckMembers(type);
    }

    private void CheckMembers(INamedTypeSymbol type)
    {
        var used = new HashSet<object?>();
        foreach (var (member, memberType) in Stored(type))
        {
            var id = member.Attribute("Orleans.IdAttribute");
            if (id is null)
                _findings.Add(Finding.At(member, Rules.MemberId, member.Name, type.Plain()));
            else if (id.FirstArgument()?.Value is { } number && !used.Add(number))
                _findings.Add(Finding.At(member, Rules.DuplicateId, member.Name, type.Plain(), number));
            CheckUse(memberType, member);
        }

        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(p => p.Has("Orleans.IdAttribute")))
            CheckNumbered(property, type);
    }

    private void CheckNumbered(IPropertySymbol property, INamedTypeSymbol type)
    {
        var isStored = type.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
        var kind = property.IsAbstract ? "abstract"
            : property.IsStatic ? "static"
            : !isStored && property.SetMethod is null ? "computed"
            : null;
        if (kind is not null)
            _findings.Add(Finding.At(property, Rules.IdWithoutField, property.Name, type.Plain(), kind));
    }

    // Fields, and properties that have one behind them.
    private static IEnumerable<(ISymbol Member, ITypeSymbol Type)> Stored(INamedTypeSymbol type)
    {
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.IsStatic || field.IsConst || field.Has("System.NonSerializedAttribute"))
                continue;
            if (field.AssociatedSymbol is IPropertySymbol property)
                yield return (property, property.Type);
            else if (!field.IsImplicitlyDeclared)
                yield return (field, field.Type);
        }
    }

    private static bool IsCarried(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Enum
        || type.SpecialType != SpecialType.None
        || type.IsTupleType
        || type.IsAddressable()
        || type.Has(GenerateSerializer)
        || IsOfFramework(type.ContainingAssembly?.Name);

    private static bool IsOfFramework(string? assembly) =>
        assembly is null or "mscorlib" or "netstandard" or "System" or "Orleans.Local"
        || assembly.StartsWith("System.", StringComparison.Ordinal);

    private static IEnumerable<ISymbol> Converted(INamedTypeSymbol type) =>
        type.Has("Orleans.RegisterConverterAttribute")
        ? type.AllInterfaces
            .Where(i => i.MetadataName() == "Orleans.IConverter`2")
            .Select(i => (ISymbol)i.TypeArguments[0].OriginalDefinition)
        : [];
}
