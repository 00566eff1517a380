using Kwala.Core.Evm;
using Kwala.Grains.Hosting;
using Kwala.Ports.Chain;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Hosting;

/// <summary>What the options of grains and links may be; every mistake is told at once, with its option's name.</summary>
public sealed class OptionsValidatorTests
{
    private static readonly string Secret = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(Grains(new GrainsOptions()).Succeeded);
        Assert.True(Links(new LinksOptions()).Succeeded);
    }

    [Fact]
    public void Every_mistake_of_the_grains_is_told_at_once()
    {
        var options = new GrainsOptions
        {
            Shards = 0,
            DueInterval = TimeSpan.FromMinutes(2),
            WalletsAtOnce = 5000,
            MovedAtOnce = 0,
            SendsAtOnce = 0,
            RetryFirst = TimeSpan.Zero,
            RetryLongest = TimeSpan.FromDays(2),
            AttemptsMax = 101,
            AttemptsMaxCritical = 1001,
        };
        options.FromBlock["local"] = -1;
        options.FromBlock["mainet"] = 1;

        var failures = Grains(options).Failures!.ToArray();

        string[] wrong =
        [
            "Shards", "DueInterval", "WalletsAtOnce", "MovedAtOnce", "SendsAtOnce", "RetryFirst", "RetryLongest", "AttemptsMax",
            "AttemptsMaxCritical", "FromBlock:local", "FromBlock names the chain \"mainet\"",
        ];
        Assert.Equal(wrong.Length, failures.Length);
        Assert.All(wrong, name => Assert.Contains(
            failures, failure => failure.StartsWith($"Kwala:Grains:{name} ", StringComparison.Ordinal)
                || failure.StartsWith($"Kwala:Grains:{name},", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_mistake_of_the_links_is_told_at_once_and_no_secret()
    {
        var options = new LinksOptions
        {
            PublicUrl = new Uri("ftp://alerts.example/"),
            ValidFor = TimeSpan.FromHours(23),
            ConfirmationLifetime = TimeSpan.FromDays(31),
        };
        options.Keys.Add(new LinkKeyOptions { Id = 0, Secret = Secret });
        options.Keys.Add(new LinkKeyOptions { Id = 7, Secret = "not-base-64!" });
        options.Keys.Add(new LinkKeyOptions { Id = 7, Secret = Convert.ToBase64String(new byte[31]) });
        options.Keys.Add(new LinkKeyOptions { Id = 8, Secret = Secret, SecretFile = "/no/such/file" });
        options.Keys.Add(new LinkKeyOptions { Id = 9, SecretFile = "/no/such/file" });

        var failures = Links(options).Failures!.ToArray();

        string[] wrong =
        [
            "PublicUrl", "ValidFor", "ConfirmationLifetime", "Keys:0:Id", "Keys:1:Id",
            "Keys:1: the secret must be base64", "Keys:2:Id", "Keys:2: the secret has 31 bytes", "Keys:3: set either",
            "Keys:4: SecretFile cannot be read",
        ];
        Assert.Equal(wrong.Length, failures.Length);
        Assert.All(wrong, start => Assert.Single(
            failures, failure => failure.StartsWith($"Kwala:Links:{start}", StringComparison.Ordinal)));
        Assert.DoesNotContain(failures, failure => failure.Contains("not-base-64", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("00:01:00", true)]
    [InlineData("30.00:00:00", true)]
    [InlineData("00:00:59", false)]
    public void A_confirmation_lives_a_minute_to_thirty_days(string lifetime, bool valid) => Assert.Equal(
        valid,
        Links(new LinksOptions
        {
            ConfirmationLifetime = TimeSpan.Parse(lifetime, System.Globalization.CultureInfo.InvariantCulture),
        }).Succeeded);

    [Fact]
    public void Mistake_of_the_chains_is_told_by_their_own_validator_alone()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IChainFeeds>(_ => throw new Microsoft.Extensions.Options.OptionsValidationException(
                "chains", typeof(object), ["A chain has no endpoint."]))
            .BuildServiceProvider();
        var options = new GrainsOptions();
        options.FromBlock["local"] = 1;

        Assert.True(new GrainsOptionsValidator(services).Validate(null, options).Succeeded);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Links(LinksOptions options) =>
        new LinksOptionsValidator().Validate(null, options);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Grains(GrainsOptions options)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IChainFeeds>(new FakeChain(ChainId.Evm(31337), new FakeTime())).BuildServiceProvider();
        return new GrainsOptionsValidator(services).Validate(null, options);
    }
}
