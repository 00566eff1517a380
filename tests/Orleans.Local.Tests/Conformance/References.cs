using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Local.Tests.Conformance;

/// <summary>
/// What assemblies refer to in others: a compiler wrote these references, so what they name was there.
/// </summary>
internal sealed class References
{
    private const MethodAttributes Implementing =
        MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot;

    private readonly SignatureNames _names = new();
    private readonly HashSet<string> _types = [];
    private readonly HashSet<(string Type, string Member)> _members = [];

    public static References Of(IEnumerable<string> paths)
    {
        var references = new References();
        foreach (var path in paths)
        {
            using var file = new PEReader(File.OpenRead(path));
            references.Read(file.GetMetadataReader());
        }

        return references;
    }

    public bool HasType(string name) => _types.Contains(name);

    public bool HasValueType(string name) => _names.ValueTypes.Contains(name);

    public bool HasMember(string type, string member) => _members.Contains((type, member));

    private void Read(MetadataReader reader)
    {
        foreach (var handle in reader.TypeReferences)
            _types.Add(SignatureNames.Of(reader, handle));
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind is HandleKind.TypeReference or HandleKind.TypeSpecification)
                _members.Add((Definition(_names.Of(reader, member.Parent)), Text(reader, member)));
        }

        foreach (var handle in reader.TypeDefinitions)
            ReadImplementations(reader, reader.GetTypeDefinition(handle));
    }

    // Methods that are virtual only because an interface asks for them.
    private void ReadImplementations(MetadataReader reader, TypeDefinition type)
    {
        var interfaces = type.GetInterfaceImplementations()
            .Select(it => Definition(_names.Of(reader, reader.GetInterfaceImplementation(it).Interface))).ToList();
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            if ((method.Attributes & Implementing) != Implementing)
                continue;
            var text = SignatureNames.Text(reader.GetString(method.Name), method.DecodeSignature(_names, null));
            foreach (var implemented in interfaces)
                _members.Add((implemented, text));
        }
    }

    private string Text(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        return member.GetKind() == MemberReferenceKind.Field
            ? $"{name}: {member.DecodeFieldSignature(_names, null)}"
            : SignatureNames.Text(name, member.DecodeMethodSignature(_names, null));
    }

    private static string Definition(string type) => type.Split('<')[0];
}
