using System.Diagnostics.Metrics;
using System.Globalization;

namespace Kwala.Grains.Tests.Fixture;

/// <summary>What the grains' gauges say when they are asked. Every house of the process answers: give tags of your own.</summary>
internal static class Gauges
{
    /// <summary>What is said of the house's chain at a depth, as name and number, in order.</summary>
    public static string[] Of(int confirmations) => Read($" chain={House.Chain} confirmations={confirmations}");

    /// <summary>What is said under these tags, each as a space and <c>name=value</c>.</summary>
    public static string[] Read(string tags)
    {
        var said = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name == GrainsInstruments.Name && instrument.IsObservable)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((it, value, of, _) => Take(it, value, of));
        listener.SetMeasurementEventCallback<int>((it, value, of, _) => Take(it, value, of));
        listener.SetMeasurementEventCallback<double>((it, value, of, _) => Take(it, value, of));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. said.Order(StringComparer.Ordinal)];

        void Take(Instrument it, double value, ReadOnlySpan<KeyValuePair<string, object?>> of)
        {
            var text = "";
            foreach (var (name, tag) in of)
                text += $" {name}={tag}";
            if (text == tags)
                said.Add(string.Create(CultureInfo.InvariantCulture, $"{it.Name} {value}"));
        }
    }
}
