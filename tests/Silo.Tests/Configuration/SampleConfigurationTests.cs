using System.Collections.Immutable;
using Kwala.Silo.Hosting;
using Kwala.Silo.Tests.Fixture;
using Microsoft.Extensions.Configuration;

namespace Kwala.Silo.Tests.Configuration;

/// <summary>samples/kwala.json is what docs/configuration.md says of it.</summary>
public sealed class SampleConfigurationTests : IDisposable
{
    private static readonly string Secret = Convert.ToBase64String(new byte[32]);

    private static readonly Dictionary<string, string?> Secrets = new()
    {
        ["Kwala:Channels:Telegram:BotToken"] = "123456:dummy-token",
        ["Kwala:Channels:Email:Password"] = "dummy",
        ["Kwala:Channels:Webhook:Secrets:0"] = "whsec_" + Secret,
        ["Kwala:Links:Keys:0:Secret"] = Secret,
    };

    private readonly string[] _variables = ["KWALA_BACKEND_KEY", "KWALA_OPERATOR_KEY"];

    public SampleConfigurationTests() => SetVariables(new string('k', 64));

    [Fact]
    public void With_its_secrets_the_sample_has_no_mistake() => Assert.Empty(Mistakes(Secrets));

    [Fact]
    public void Without_its_secrets_only_they_are_missed()
    {
        SetVariables(null);

        var mistakes = Mistakes([]);

        Assert.Collection(
            mistakes.Order(StringComparer.Ordinal),
            it => Assert.Contains("Kwala:Channels:Email", it, StringComparison.Ordinal),
            it => Assert.Contains("Kwala:Channels:Telegram: BotToken", it, StringComparison.Ordinal),
            it => Assert.Contains("Kwala:Channels:Webhook: Secrets", it, StringComparison.Ordinal),
            it => Assert.Contains("Kwala:Links:Keys:0", it, StringComparison.Ordinal),
            it => Assert.Contains("Kwala:Web:Keys:0", it, StringComparison.Ordinal),
            it => Assert.Contains("Kwala:Web:Keys:1", it, StringComparison.Ordinal));
    }

    public void Dispose() => SetVariables(null);

    private void SetVariables(string? value)
    {
        foreach (var variable in _variables)
            Environment.SetEnvironmentVariable(variable, value);
    }

    private static ImmutableArray<string> Mistakes(Dictionary<string, string?> secrets) => KwalaHost.Mistakes(
        new ConfigurationBuilder()
            .AddJsonFile(Sources.At("samples", "kwala.json"))
            .AddInMemoryCollection(secrets)
            .AddInMemoryCollection([new("Kwala:Workflows:Folder", Sources.At("samples", "workflows"))])
            .Build());
}
