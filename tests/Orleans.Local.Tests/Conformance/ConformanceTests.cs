using System.Reflection;

namespace Orleans.Local.Tests.Conformance;

/// <summary>Whatever Orleans.Local declares in Orleans's name is there, with the same signature, in Orleans.</summary>
public sealed class ConformanceTests
{
    // Written down: referenced by none of the assemblies that can be asked. One name a line.
    private static readonly HashSet<string> Unreferenced = [.. Lines("unreferenced.txt")
        .Where(line => !line.StartsWith('#'))];

    private static readonly Dictionary<string, TypeSurface> Real = Surface.Read(Package("Core.Abstractions"));

    private static readonly References Others = References.Of(
        new[] { "Core.Abstractions", "Persistence.AdoNet", "Reminders.AdoNet", "Clustering.AdoNet", "TestingHost" }
            .Select(Package));

    private static readonly List<TypeSurface> Ours =
        [.. Surface.Read(typeof(Grain).Assembly.Location).Values
            .Where(type => !type.Name.StartsWith("Orleans.Local.", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];

    [Fact]
    public void Types_of_the_abstractions_are_the_same_member_by_member() => None(
        from type in Ours
        where Real.ContainsKey(type.Name)
        from difference in Differences(type, Real[type.Name])
        select difference);

    [Fact]
    public void Types_of_other_assemblies_are_what_real_assemblies_refer_to() => None(
        from name in Missing
        where !Unreferenced.Contains(name)
        select $"{name} is in no reference: look it up, then list it in unreferenced.txt.");

    [Fact]
    public void The_list_of_the_unreferenced_is_exact() => None(
        Unreferenced.Except(Missing).Select(name => $"{name} is referenced or gone: take it off unreferenced.txt."));

    [Fact]
    public void Structures_are_structures_there_too() => None(
        from type in Ours
        where type.IsValueType ? Others.HasType(type.Name) && !Others.HasValueType(type.Name)
            : Others.HasValueType(type.Name)
        select type.Name);

    private static HashSet<string> Missing =>
        [.. Ours.Where(type => !Real.ContainsKey(type.Name)).SelectMany(MissingOf)];

    private static IEnumerable<string> Differences(TypeSurface ours, TypeSurface real)
    {
        if (ours.Shape != real.Shape)
            yield return $"{ours.Name}: {ours.Shape} | in Orleans: {real.Shape}";
        foreach (var extra in ours.Interfaces.Except(real.Interfaces))
            yield return $"{ours.Name} is no {extra} in Orleans.";
        foreach (var (signature, details) in ours.Members)
        {
            if (!real.Members.TryGetValue(signature, out var there))
                yield return $"{ours.Name}.{signature} is not in Orleans.";
            else if (there != details)
                yield return $"{ours.Name}.{signature}: {details} | in Orleans: {there}";
        }
    }

    // A type that nobody names stands for its members.
    private static IEnumerable<string> MissingOf(TypeSurface type) =>
        !Others.HasType(type.Name) ? [type.Name]
        : from member in type.Members.Keys
          where !Others.HasMember(type.Name, member)
          select $"{type.Name}.{member}";

    private static void None(IEnumerable<string> mistakes)
    {
        var all = string.Join('\n', mistakes);
        Assert.True(all.Length == 0, all);
    }

    private static string Package(string name)
    {
        var folder = Path.Combine(
            Metadata("Packages"), $"microsoft.orleans.{name}".ToLowerInvariant(), Metadata("OrleansVersion"));
        return Path.Combine(folder, "lib", "net10.0", $"Orleans.{name}.dll");
    }

    private static string Metadata(string key) => typeof(ConformanceTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == key).Value!;

    private static string[] Lines(string name)
    {
        using var text = new StreamReader(typeof(ConformanceTests).Assembly.GetManifestResourceStream(name)!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
