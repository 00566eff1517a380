using System.Reflection;

namespace Orleans.Local.Tests.Conformance;

/// <summary>Whatever Orleans.Local declares in Orleans's name is there, with the same signature, in Orleans.</summary>
public sealed class ConformanceTests
{
    private static readonly string[] Assemblies =
        ["Core.Abstractions", "Core", "Runtime", "Reminders", "Serialization.Abstractions"];

    private static readonly Dictionary<string, TypeSurface> Real = Assemblies
        .SelectMany(assembly => Surface.Read(Package(assembly)))
        .ToDictionary(type => type.Key, type => type.Value);

    private static readonly TypeSurface[] Ours = [.. Surface.Read(typeof(Grain).Assembly.Location).Values
        .Where(type => !type.Name.StartsWith("Orleans.Local.", StringComparison.Ordinal))
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    [Fact]
    public void Every_type_is_there_and_the_same_member_by_member()
    {
        Assert.NotEmpty(Ours);
        var mistakes = string.Join('\n', Ours.SelectMany(type => Real.TryGetValue(type.Name, out var real)
            ? Differences(type, real)
            : [$"{type.Name} is not in Orleans."]));
        Assert.True(mistakes.Length == 0, mistakes);
    }

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

    private static string Package(string name)
    {
        var folder = Path.Combine(
            Metadata("Packages"), $"microsoft.orleans.{name}".ToLowerInvariant(), Metadata("OrleansVersion"));
        return Path.Combine(folder, "lib", "net10.0", $"Orleans.{name}.dll");
    }

    private static string Metadata(string key) => typeof(ConformanceTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == key).Value!;
}
