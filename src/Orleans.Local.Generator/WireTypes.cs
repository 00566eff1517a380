using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>Refuses types that real Orleans could not carry, although in one process anything would do.</summary>
internal sealed class WireTypes(
    Compilation compilation, IEnumerable<INamedTypeSymbol> types, List<Finding> findings)
{
    private const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";

    private readonly HashSet<ISymbol> _converted = new(
        compilation.OrleansReferences().SelectMany(assembly => assembly.GlobalNamespace.AllTypes())
            .Concat(types).SelectMany(Converted),
        SymbolEqualityComparer.Default);

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
            findings.Add(Finding.At(place, Rules.WireType, named.Plain(), place.ContainingSymbol.Plain()));
    }

    /// <summary>Checks the declaration of an annotated type: its name, its members, what it derives from.</summary>
    public void CheckDeclaration(INamedTypeSymbol type)
    {
        if (!type.Has(GenerateSerializer))
        {
            if (type.BaseType is { } annotated && annotated.Has(GenerateSerializer))
                findings.Add(Finding.At(type, Rules.WireType, type.Plain(), annotated.Plain()));
            return;
        }

        if (!type.Has("Orleans.AliasAttribute"))
            findings.Add(Finding.At(type, Rules.WireAlias, type.Plain()));
        if (!type.IsVisibleInAssembly())
            findings.Add(Finding.At(type, Rules.Hidden, type.Plain()));
        if (type.BaseType is { } parent && !IsCarried(parent))
            findings.Add(Finding.At(type, Rules.WireType, parent.Plain(), type.Plain()));
        CheckMembers(type);
    }

    private void CheckMembers(INamedTypeSymbol type)
    {
        var stored = new HashSet<ISymbol>(Stored(type), SymbolEqualityComparer.Default);
        var used = new HashSet<object>();
        foreach (var member in type.GetMembers())
        {
            var number = member.Attribute("Orleans.IdAttribute")?.FirstArgument()?.Value;
            if (number is null && !stored.Contains(member))
                continue;
            if (number is null)
                findings.Add(Finding.At(member, Rules.MemberId, member.Name, type.Plain()));
            else if (WhyNotStored(member, stored) is { } kind)
                findings.Add(Finding.At(member, Rules.IdWithoutField, member.Name, type.Plain(), kind));
            else if (!used.Add(number))
                findings.Add(Finding.At(member, Rules.DuplicateId, member.Name, type.Plain(), number));
            if (((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type) is { } memberType)
                CheckUse(memberType, member);
        }
    }

    private static string? WhyNotStored(ISymbol member, HashSet<ISymbol> stored) =>
        member.IsAbstract ? "abstract"
        : member.IsStatic ? "static"
        : stored.Contains(member) || member is IPropertySymbol
        {
            IsIndexer: false,
            SetMethod: { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal },
        } ? null
        : "computed";

    // Fields, properties that have one behind them, and what a constructor's parameter keeps.
    private static IEnumerable<ISymbol> Stored(INamedTypeSymbol type) =>
        from field in type.GetMembers().OfType<IFieldSymbol>()
        where !field.IsStatic && !field.Has("System.NonSerializedAttribute")
        where type.TypeKind != TypeKind.Enum && field.AssociatedSymbol is not IEventSymbol
        select field.AssociatedSymbol ?? field;

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
