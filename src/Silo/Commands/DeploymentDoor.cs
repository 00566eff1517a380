using System.CommandLine;
using Kwala.Client;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary>How a command reaches a deployment that runs: over its HTTP API.</summary>
internal static class DeploymentDoor
{
    /// <summary>Where the API is.</summary>
    public static readonly Option<string> Url = new("--url")
    {
        Description = "Where the deployment's HTTP API is, such as http://localhost:8080.",
        Required = true,
    };

    /// <summary>Where the key is; never the key itself, which other users of the machine would see.</summary>
    public static readonly Option<string> KeyVariable = new("--key-env")
    {
        Description = "The environment variable that holds the API key.",
        DefaultValueFactory = _ => "KWALA_API_KEY",
    };

    /// <summary>Opens it; whoever asks disposes what it came with.</summary>
    /// <exception cref="CannotStartException">URL or key cannot be used: all that is wrong.</exception>
    public static ServiceProvider Open(ParseResult parsed)
    {
        var variable = parsed.GetValue(KeyVariable)!;
        var key = Environment.GetEnvironmentVariable(variable);
        List<string> mistakes = [];
        if (!Uri.TryCreate(parsed.GetValue(Url), UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
            mistakes.Add("--url: give an http or https URL without user and query, such as http://localhost:8080.");
        if (string.IsNullOrWhiteSpace(key))
            mistakes.Add($"{variable}: put an operator's API key into this environment variable, or name another one "
                + "with --key-env.");
        if (mistakes.Count > 0)
            throw new CannotStartException([.. mistakes]);
        return new ServiceCollection()
            .AddLogging()
            .AddKwalaHttpClient(options => (options.BaseAddress, options.ApiKey) = (url, key!.Trim()))
            .BuildServiceProvider();
    }

    /// <summary>What was found.</summary>
    /// <exception cref="InvalidOperationException">It was not: why.</exception>
    public static T Found<T>(ReadOutcome<T> outcome) => outcome.Match(
        found => found,
        notFound => throw new InvalidOperationException(notFound),
        refused => throw new InvalidOperationException(refused),
        unavailable => throw new InvalidOperationException(unavailable));
}
