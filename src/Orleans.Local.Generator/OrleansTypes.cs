using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>Questions about symbols in Orleans's terms.</summary>
internal static class OrleansTypes
{
    /// <summary>A name that holds anywhere, with nullability.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Code(this ITypeSymbol type) => type.ToDisplayString(Full);

    // For typeof, which takes no nullable reference.
    public static string CodeOfType(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string Plain(this ISymbol symbol) =>
        symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    public static string MetadataName(this ITypeSymbol type) =>
        type.OriginalDefinition is INamedTypeSymbol { ContainingType: null } named
            ? $"{named.ContainingNamespace.ToDisplayString()}.{named.MetadataName}"
            : type.Name;

    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(a => a.AttributeClass is { } type && type.MetadataName() == name);

    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol.Attributes(name).FirstOrDefault();

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attribute(attribute) is not null;

    public static TypedConstant? FirstArgument(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0] : null;

    public static bool IsGrainInterface(this ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.IsAddressable();

    public static bool IsAddressable(this ITypeSymbol type) =>
        type.AllInterfaces.Any(i => i.MetadataName() == "Orleans.Runtime.IAddressable");

    public static bool IsGrainClass(this INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false }
        && type.Bases().Any(b => b.MetadataName() == "Orleans.Grain");

    public static IEnumerable<INamedTypeSymbol> Bases(this ITypeSymbol type)
    {
        for (var next = type.BaseType; next is not null; next = next.BaseType)
            yield return next;
    }

    public static bool IsVisibleInAssembly(this INamedTypeSymbol type)
    {
        for (var next = type; next is not null; next = next.ContainingType)
        {
            if (next.IsFileLocal || next.DeclaredAccessibility is not
                (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }

    /// <summary>All types that an assembly declares, nested ones too, in a fixed order.</summary>
    public static IEnumerable<INamedTypeSymbol> AllTypes(this INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
                yield return type;
            foreach (var inner in member.AllTypes())
                yield return inner;
        }
    }

    /// <summary>The referenced assemblies that know this runtime, and so may hold grains and converters.</summary>
    public static IEnumerable<IAssemblySymbol> OrleansReferences(this Compilation compilation) =>
        compilation.SourceModule.ReferencedAssemblySymbols.Where(a =>
            a.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == "Orleans.Local")));
}
