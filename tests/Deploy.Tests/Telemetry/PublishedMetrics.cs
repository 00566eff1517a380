using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests.Telemetry;

/// <summary>Every metric that the program has, under the names that the collector's Prometheus exporter gives.</summary>
internal static partial class PublishedMetrics
{
    private static readonly Dictionary<string, string> Units = new() { ["s"] = "seconds", ["By"] = "bytes" };

    private static readonly string[] Sources =
        [.. Directory.EnumerateFiles(Deployed.At("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    /// <summary>The labels that a series may have, by its name.</summary>
    public static ImmutableDictionary<string, ImmutableHashSet<string>> Labels { get; } = Instruments()
        .SelectMany(it => Names(it).Select(name => KeyValuePair.Create(name, LabelsOf(it))))
        .ToImmutableDictionary();

    /// <summary>
    /// What becomes of an instrument: other signs than letters and digits become one underscore, the unit follows where
    /// no word of the name says it, then <c>total</c> or <c>ratio</c> (OpenTelemetry specification, "Prometheus and
    /// OpenMetrics Compatibility"; github.com/prometheus/otlptranslator).
    /// </summary>
    public static IEnumerable<string> Names(Instrument instrument)
    {
        var type = instrument.GetType().Name.Split('`')[0];
        var words = NoWord().Split(instrument.Name).ToList();
        if (instrument.Unit is { } unit && Units.TryGetValue(unit, out var full) && !words.Contains(full))
            words.Add(full);
        if (instrument.Unit == "1" && type.EndsWith("Gauge", StringComparison.Ordinal))
            words.Add("ratio");
        if (type is "Counter" or "ObservableCounter" && !words.Contains("total"))
            words.Add("total");
        var name = string.Join('_', words);
        return type == "Histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];
    }

    // Whoever holds a meter makes its instruments with its static fields.
    private static List<Instrument> Instruments()
    {
        var published = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                // What OtlpExport subscribes to.
                if (instrument.Meter.Name.StartsWith("Kwala.", StringComparison.Ordinal))
                    published.Add(instrument);
            },
        };
        listener.Start();
        foreach (var assembly in Parts())
            foreach (var type in assembly.GetTypes().Where(it => it
                .GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
                .Any(field => typeof(Instrument).IsAssignableFrom(field.FieldType))))
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        return published;
    }

    private static IEnumerable<Assembly> Parts() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Kwala.*.dll").Append(Path.Combine(AppContext.BaseDirectory, "kwala.dll"))
            .Where(path => !path.EndsWith("Tests.dll", StringComparison.Ordinal)).Select(Assembly.LoadFrom);

    // Tags stand as texts in the file that names the instrument.
    private static ImmutableHashSet<string> LabelsOf(Instrument instrument) =>
    [
        .. from source in Sources
           where source.Contains($"\"{instrument.Name}\"", StringComparison.Ordinal)
           from Match text in Text().Matches(source)
           select NoWord().Replace(text.Groups[1].Value, "_"),
    ];

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoWord();

    [GeneratedRegex("\"([a-z._]+)\"")]
    private static partial Regex Text();
}
