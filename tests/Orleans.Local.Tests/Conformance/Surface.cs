using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Local.Tests.Conformance;

/// <summary>A type that others can see, in text.</summary>
/// <param name="Name">With namespace.</param>
/// <param name="Shape">Kind, modifiers, base, generic parameters with constraints, usage as attribute.</param>
/// <param name="Interfaces">All that it implements.</param>
/// <param name="Members">Signatures of what others can see, each with modifiers, parameter names and defaults.</param>
internal sealed record TypeSurface(
    string Name, string Shape, HashSet<string> Interfaces, Dictionary<string, string> Members);

/// <summary>What an assembly shows to those who refer to it.</summary>
internal static class Surface
{
    private const MethodAttributes Compared = MethodAttributes.MemberAccessMask | MethodAttributes.Static
        | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.Final;

    private const TypeAttributes Kinds = TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.Interface;

    public static Dictionary<string, TypeSurface> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        return reader.TypeDefinitions
            .Where(handle => IsVisible(reader, reader.GetTypeDefinition(handle)))
            .Select(handle => Read(reader, handle))
            .ToDictionary(type => type.Name);
    }

    private static TypeSurface Read(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var names = new SignatureNames();
        var type = reader.GetTypeDefinition(handle);
        var parent = names.Of(reader, type.BaseType);
        var shape = $"{type.Attributes & Kinds} : {parent}{Generics(reader, names, type.GetGenericParameters())}"
            + Usage(reader, type);
        var interfaces = type.GetInterfaceImplementations()
            .Select(it => names.Of(reader, reader.GetInterfaceImplementation(it).Interface));
        var members = Methods(reader, names, type).Concat(Fields(reader, names, type));
        return new TypeSurface(
            SignatureNames.Of(reader, handle), shape, [.. interfaces],
            members.ToDictionary(member => member.Signature, member => member.Details));
    }

    private static IEnumerable<(string Signature, string Details)> Methods(
        MetadataReader reader, SignatureNames names, TypeDefinition type)
    {
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            // An override declares nothing new.
            var overrides = method.Attributes.HasFlag(MethodAttributes.Virtual)
                && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
            if (!IsSeen(method.Attributes & MethodAttributes.MemberAccessMask) || overrides)
                continue;
            var signature = SignatureNames.Text(
                reader.GetString(method.Name), method.DecodeSignature(names, null));
            var parameters = method.GetParameters().Select(reader.GetParameter)
                .Where(parameter => parameter.SequenceNumber > 0).Select(parameter => Parameter(reader, parameter));
            yield return (signature, $"{Modifiers(method.Attributes)}({string.Join(", ", parameters)})"
                + Generics(reader, names, method.GetGenericParameters()));
        }
    }

    private static IEnumerable<(string Signature, string Details)> Fields(
        MetadataReader reader, SignatureNames names, TypeDefinition type)
    {
        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            var access = (MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask);
            if (!IsSeen(access) || field.Attributes.HasFlag(FieldAttributes.SpecialName))
                continue;
            yield return (
                $"{reader.GetString(field.Name)}: {field.DecodeSignature(names, null)}",
                $"{access}, {field.Attributes & (FieldAttributes.Static | FieldAttributes.InitOnly)}, "
                + Constant(reader, field.GetDefaultValue()));
        }
    }

    // Virtual and final at once is how an interface is implemented: for a caller neither.
    private static MethodAttributes Modifiers(MethodAttributes attributes) =>
        attributes & Compared & ~(attributes.HasFlag(MethodAttributes.Final)
            ? MethodAttributes.Virtual | MethodAttributes.Final
            : default);

    private static string Parameter(MetadataReader reader, Parameter parameter) =>
        $"{parameter.Attributes & (ParameterAttributes.In | ParameterAttributes.Out)} "
        + $"{reader.GetString(parameter.Name)}{Constant(reader, parameter.GetDefaultValue())}";

    private static string Generics(
        MetadataReader reader, SignatureNames names, GenericParameterHandleCollection parameters) =>
        string.Concat(parameters.Select(handle =>
        {
            var parameter = reader.GetGenericParameter(handle);
            var constraints = parameter.GetConstraints()
                .Select(it => names.Of(reader, reader.GetGenericParameterConstraint(it).Type));
            return $" where !{parameter.Index}: {parameter.Attributes} {string.Join(", ", constraints)}";
        }));

    private static string Constant(MetadataReader reader, ConstantHandle handle)
    {
        if (handle.IsNil)
            return "";
        var constant = reader.GetConstant(handle);
        return $" = {reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) ?? "null"}";
    }

    // The bytes are the same where target, inheritance and multiplicity are written in the same order.
    private static string Usage(MetadataReader reader, TypeDefinition type) => string.Concat(
        from handle in type.GetCustomAttributes()
        let attribute = reader.GetCustomAttribute(handle)
        where attribute.Constructor.Kind == HandleKind.MemberReference
        let parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
        where new SignatureNames().Of(reader, parent) == "System.AttributeUsageAttribute"
        select " usage " + Convert.ToHexString(reader.GetBlobBytes(attribute.Value)));

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
            _ => false,
        };

    private static bool IsSeen(MethodAttributes access) =>
        access is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;
}
