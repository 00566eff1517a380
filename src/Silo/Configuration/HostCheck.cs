using Kwala.Core;
using Kwala.Silo.Telemetry;

namespace Kwala.Silo.Configuration;

/// <summary>The settings outside of <c>Kwala</c> that would fail only in the middle of a start.</summary>
internal static class HostCheck
{
    private const string Urls = "urls";
    private const string Levels = "Logging:LogLevel";

    public static IEnumerable<ConfigurationMistake> Mistakes(IConfiguration configuration)
    {
        foreach (var url in configuration[Urls]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            if (!IsAddress(url))
                yield return new ConfigurationMistake(
                    Urls, "must name addresses such as http://127.0.0.1:8080, with a semicolon between them.");
        foreach (var level in configuration.GetSection(Levels).GetChildren())
            if (level.Value is { } word && !Enum.TryParse<LogLevel>(word, ignoreCase: true, out _))
                yield return new ConfigurationMistake(
                    level.Path, $"is no such level: {NearestWord.Advice(word, Enum.GetNames<LogLevel>())}");
        if (configuration[OtlpExport.EndpointVariable] is { Length: > 0 } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https"))
            yield return new ConfigurationMistake(
                OtlpExport.EndpointVariable, "must be an http(s) URL such as http://127.0.0.1:4318.");
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url.Trim()) is { Port: >= 0 and <= 65_535, Scheme: "http" or "https" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
