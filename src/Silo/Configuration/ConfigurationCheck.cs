using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Configuration;

/// <summary>Finds every mistake of all sections before anything is built from them.</summary>
internal static class ConfigurationCheck
{
    /// <summary>One line per mistake, with its place and remedy; empty where all is well.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="addParts">Adds the options with their validators, bound to the configuration that it is
    /// given.</param>
    public static ImmutableArray<string> Mistakes(
        IConfiguration configuration, Action<IServiceCollection, IConfiguration> addParts)
    {
        var shape = ShapeCheck.Mistakes(
            configuration.GetSection(KnownOptions.Root), KnownOptions.Shape.Members[KnownOptions.Root]).ToList();
        // What has no right form cannot be bound; without it the validators see the rest.
        var services = new ServiceCollection().AddLogging();
        addParts(services, Without(configuration, shape.Select(mistake => mistake.Path)));
        using var parts = services.BuildServiceProvider();
        return
        [
            .. shape.Select(mistake => mistake.ToString()),
            // What was left out for its form is not missing besides.
            .. Refusals(parts).Where(refusal => !shape.Exists(mistake => IsOf(refusal, mistake.Path))),
            .. HostCheck.Mistakes(configuration).Select(mistake => mistake.ToString()),
        ];
    }

    private static IConfigurationRoot Without(IConfiguration configuration, IEnumerable<string> paths)
    {
        var left = configuration.AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(
            pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
            foreach (var key in left.Keys.Where(key => IsAtOrBelow(key, path)).ToArray())
                left.Remove(key);
        return new ConfigurationBuilder().AddInMemoryCollection(left).Build();
    }

    private static bool IsAtOrBelow(string key, string path) =>
        key.StartsWith(path, StringComparison.OrdinalIgnoreCase)
        && (key.Length == path.Length || key[path.Length] == ':');

    private static bool IsOf(string refusal, string path) =>
        refusal.StartsWith(path + " ", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Refusals(ServiceProvider parts)
    {
        try
        {
            parts.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return Placed(one);
        }
        catch (AggregateException several)
        {
            return several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(Placed);
        }
    }

    private static IEnumerable<string> Placed(OptionsValidationException refusal)
    {
        var place = KnownOptions.Sections.FirstOrDefault(known => known.Type == refusal.OptionsType).Section
            ?? KnownOptions.Sections.FirstOrDefault(known =>
                known.Type.GetGenericArguments().Any(it => it.Assembly == refusal.OptionsType.Assembly)).Section;
        return refusal.Failures.Select(failure =>
            place is null || failure.StartsWith(place, StringComparison.Ordinal) ? failure : $"{place}: {failure}");
    }
}
