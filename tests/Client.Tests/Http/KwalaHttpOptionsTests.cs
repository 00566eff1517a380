using Kwala.Client.Tests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kwala.Client.Tests.Http;

/// <summary>What a backend sets, and what it is told of mistakes.</summary>
public sealed class KwalaHttpOptionsTests
{
    private const string Key = "options-key-0123456789abcdef0123";

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_place_and_none_holds_the_key()
    {
        var thrown = Assert.Throws<OptionsValidationException>(() => Client(options =>
        {
            options.BaseAddress = new Uri($"https://me:{Key}@kwala.example.org/");
            options.ApiKey = Key + "\r\nX-Else: 1";
            options.TimeLimit = TimeSpan.Zero;
            options.Retries = 11;
            options.PauseMax = TimeSpan.FromHours(2);
        }));

        string[] settings = ["BaseAddress", "ApiKey", "TimeLimit", "Retries", "PauseMax"];
        Assert.Equal(
            settings.Select(it => $"Kwala:Client:Http:{it}"), thrown.Failures.Select(it => it.Split(' ')[0]));
        Assert.DoesNotContain(Key, thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("kwala.example.org", "must begin with https://")]
    [InlineData("ftp://kwala.example.org", "must begin with https://")]
    [InlineData("https://kwala.example.org?key=1", "no ?")]
    [InlineData("https://kwala.example.org#1", "no #")]
    public void Address_that_no_request_can_go_to_is_refused_with_a_remedy(string? address, string words)
    {
        var thrown = Assert.Throws<OptionsValidationException>(() => Client(options =>
        {
            options.BaseAddress = address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute);
            options.ApiKey = Key;
        }));

        Assert.Contains(words, Assert.Single(thrown.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "ApiKey is missing")]
    [InlineData(Key, "a-file", "stands beside ApiKeyFile")]
    [InlineData(null, "no-such-file", "ApiKeyFile (no-such-file) is not there")]
    [InlineData("two words", null, "ApiKey holds no key")]
    public void Key_that_cannot_be_sent_is_refused_with_a_remedy(string? key, string? file, string words)
    {
        var thrown = Assert.Throws<OptionsValidationException>(() => Client(options =>
        {
            (options.BaseAddress, options.ApiKey, options.ApiKeyFile) = (new Uri("https://kwala.example.org"), key, file);
        }));

        Assert.Contains(words, Assert.Single(thrown.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_may_stand_in_a_file_with_white_space_around_it()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"\n  {ScriptedApi.Key}\n");
        using var api = new ScriptedApi(it => (it.ApiKey, it.ApiKeyFile) = (null, file))
            .Answers(System.Net.HttpStatusCode.OK, "{}");
        File.Delete(file);

        await api.Client.Deployment.ReadStatus(default);

        Assert.Equal($"Bearer {ScriptedApi.Key}", Assert.Single(api.Requests).Authorization);
    }

    [Fact]
    public void Client_that_was_added_first_stays()
    {
        var services = new ServiceCollection();
        services.AddKwalaHttpClient(_ => { });
        services.AddKwalaClient();

        Assert.Single(services, it => it.ServiceType == typeof(IKwalaClient));
    }

    private static IKwalaClient Client(Action<KwalaHttpOptions> configure) => new ServiceCollection().AddLogging()
        .AddKwalaHttpClient(configure).BuildServiceProvider().GetRequiredService<IKwalaClient>();
}
