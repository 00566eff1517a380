using Kwala.Channels.Tests.Compliance;
using Kwala.Channels.Tiers;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Ports.Tiers;
using Kwala.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Tests.Tiers;

public sealed class HttpTierSourceTests : IAsyncLifetime
{
    private const string Token = "the-token-of-the-tests";

    // Ends with 00, so that nothing is shortened.
    private static readonly Address Wallet = Address.FromBytes([.. Enumerable.Repeat((byte)0xab, 19), 0]);

    private readonly FakeTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly List<ServiceProvider> _providers = [];
    private TierBackend _backend = null!;

    public async Task InitializeAsync() => _backend = await TierBackend.Open();

    public async Task DisposeAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Backend_is_asked_for_the_wallet_with_the_token_and_its_answer_is_the_tier()
    {
        _backend.Answer = TierBackend.Says("""{"tier": "aggressive", "points": 7}""", headers: ("ETag", "\"7\""));

        var answer = await Ask(null, ("Token", Token));

        Assert.Equal(new TierAnswer.Found(TierName.Aggressive, "\"7\"", TimeSpan.FromHours(1)), answer);
        Assert.Equal(($"/tiers/{Wallet}", "", $"Bearer {Token}"), await _backend.Asked());
    }

    [Fact]
    public async Task Known_tag_is_sent_and_an_answer_that_still_holds_is_unchanged()
    {
        _backend.Answer = context => TierBackend.Says("", context.Request.Headers.IfNoneMatch == "W/\"7\"" ? 304 : 500)(context);

        Assert.Equal(new TierAnswer.Unchanged(TimeSpan.FromHours(1)), await Ask("W/\"7\""));
    }

    [Theory]
    [InlineData("""{"tier": null}""", 200)]
    [InlineData("no such wallet", 404)]
    public async Task Wallet_without_a_tier_is_unknown(string body, int status)
    {
        _backend.Answer = TierBackend.Says(body, status);

        Assert.Equal(new TierAnswer.UnknownWallet(TimeSpan.FromHours(1)), await Ask());
    }

    [Theory]
    [InlineData("max-age=120", null, 120)]
    [InlineData("max-age=120", "20", 100)]
    [InlineData("max-age=1", null, 60)] // never more often than each minute
    [InlineData("max-age=2147483647", null, 3600)] // never longer than AgeMax
    [InlineData("max-age=99999999999999999999", null, 3600)]
    [InlineData("no-store", null, 60)]
    [InlineData("no-cache, max-age=600", null, 60)]
    [InlineData("garbage", null, 3600)]
    public async Task Answer_is_fresh_for_as_long_as_it_says_within_bounds(string control, string? age, int seconds)
    {
        _backend.Answer = TierBackend.Says(
            """{"tier": "standard"}""", headers: [("Cache-Control", control), .. age is null ? [] : new[] { ("Age", age) }]);

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<TierAnswer.Found>(await Ask()).FreshFor);
    }

    [Fact]
    public async Task Wallets_that_were_asked_about_together_are_not_asked_about_together_again()
    {
        var other = Address.FromBytes([.. Enumerable.Repeat((byte)0xab, 19), 255]);

        Assert.Equal(
            TimeSpan.FromMinutes(54), Assert.IsType<TierAnswer.Found>(await Source().Ask(other, null, default)).FreshFor);
    }

    [Theory]
    [InlineData("<html>not JSON", 200, "The answer is no JSON.")]
    [InlineData("[\"aggressive\"]", 200, "The answer is no JSON object with the member \"tier\".")]
    [InlineData("{}", 200, "The answer is no JSON object with the member \"tier\".")]
    [InlineData("""{"tier": 3}""", 200, "The answer's \"tier\" is no name of 1 to 64 of a-z, 0-9 and hyphen.")]
    [InlineData("""{"tier": "Gold <b>"}""", 200, "The answer's \"tier\" is no name of 1 to 64 of a-z, 0-9 and hyphen.")]
    [InlineData("", 304, "It answers 304.")] // though no tag was sent
    [InlineData("", 401, "It answers 401.")]
    public async Task What_cannot_be_used_is_no_answer_and_is_not_asked_for_again(string body, int status, string reason)
    {
        _backend.Answer = TierBackend.Says(body, status);

        Assert.Equal(new TierAnswer.Unavailable(reason), await Ask());
        Assert.Equal(1, _backend.AskedBesides);
    }

    [Fact]
    public async Task Huge_answer_is_not_read_to_its_end()
    {
        _backend.Answer = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        };

        Assert.Equal(new TierAnswer.Unavailable("The answer is larger than 16384 bytes."), await Ask());
    }

    [Fact]
    public async Task Deeply_nested_answer_is_no_answer()
    {
        _backend.Answer = TierBackend.Says($"{{\"tier\": {new string('[', 8000)}");

        Assert.IsType<TierAnswer.Unavailable>(await Ask());
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var elsewhere = await TierBackend.Open();
        _backend.Answer = TierBackend.Says("", 302, headers: ("Location", elsewhere.Url));

        Assert.Equal(new TierAnswer.Unavailable("It answers 302."), await Ask(null, ("Token", Token)));
        Assert.Equal(0, elsewhere.AskedBesides);
    }

    [Fact]
    public async Task New_tier_under_a_tag_that_never_changes_is_a_new_tier()
    {
        _backend.Answer = TierBackend.Says("""{"tier": "conservative"}""", headers: ("ETag", "\"1\""));

        Assert.Equal(TierName.Conservative, Assert.IsType<TierAnswer.Found>(await Ask("\"1\"")).Tier);
    }

    [Fact]
    public async Task Backend_that_fails_is_asked_again_after_a_rest_that_grows()
    {
        _backend.Answer = TierBackend.Says("", 500);
        var asking = Ask();
        await _backend.Asked();
        await Rests(1);
        await _backend.Asked();
        await Rests(2);
        await _backend.Asked();
        _backend.Answer = TierBackend.Says("""{"tier": "standard"}""");
        await Rests(4);

        Assert.IsType<TierAnswer.Found>(await asking);
        Assert.Single(_log.Lines, line => line.Contains("127.0.0.1 says no tiers", StringComparison.Ordinal));
        Assert.Single(_log.Lines, line => line.Contains("127.0.0.1 says tiers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backend_may_ask_for_a_longer_rest_and_nobody_asks_meanwhile()
    {
        _backend.Answer = TierBackend.Says("", 429, headers: ("Retry-After", "30"));
        var source = Source();
        var first = source.Ask(Wallet, null, default);
        await _backend.Asked();
        await _time.WhenArmed(TimeSpan.FromSeconds(30));
        var second = source.Ask(Wallet, null, default);
        _backend.Answer = TierBackend.Says("""{"tier": "standard"}""");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, _backend.AskedBesides);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<TierAnswer.Found>(await first);
        Assert.IsType<TierAnswer.Found>(await second);
    }

    [Fact]
    public async Task Backend_that_stays_away_is_given_up_after_six_attempts()
    {
        _backend.Answer = TierBackend.Says("", 503);
        var asking = Ask();
        foreach (var rest in (int[])[1, 2, 4, 8, 16])
            await Rests(rest);

        Assert.Equal(new TierAnswer.Unavailable("It answers 503."), await asking);
        Assert.Equal(6, _backend.AskedBesides);
    }

    [Fact]
    public async Task Slow_backend_is_given_up_at_its_time_limit()
    {
        var held = new TaskCompletionSource();
        _backend.Answer = _ => held.Task;
        var asking = Ask();
        await _backend.Asked();
        _time.Advance(TimeSpan.FromSeconds(5));
        await _time.WhenArmed(TimeSpan.FromSeconds(1));
        _backend.Answer = TierBackend.Says("""{"tier": "standard"}""");
        held.SetResult();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<TierAnswer.Found>(await asking);
        await _log.When("No answer within 5 s.");
    }

    [Fact]
    public async Task So_many_requests_are_under_way_at_a_time()
    {
        var held = new TaskCompletionSource();
        _backend.Answer = async context =>
        {
            await held.Task;
            await TierBackend.Says("""{"tier": "standard"}""")(context);
        };
        var source = Source(("AtOnce", "2"));
        var asking = Enumerable.Range(0, 6).Select(_ => source.Ask(Wallet, null, default)).ToArray();
        await _backend.Asked();
        await _backend.Asked();
        Assert.Equal(0, _backend.AskedBesides);
        held.SetResult();

        Assert.All(await Task.WhenAll(asking), answer => Assert.IsType<TierAnswer.Found>(answer));
    }

    [Fact]
    public async Task Nothing_that_is_logged_or_told_has_the_token_or_the_path()
    {
        using var closed = new ClosedPort();
        var asking = Source(
            ("Url", $"http://127.0.0.1:{closed.Number}/secret-path/{{wallet}}"), ("Token", Token)).Ask(Wallet, null, default);
        foreach (var rest in (int[])[1, 2, 4, 8, 16])
            await Rests(rest);

        var told = Assert.IsType<TierAnswer.Unavailable>(await asking).Reason + _log;
        Assert.DoesNotContain(Token, told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_ends_with_the_process()
    {
        _backend.Answer = TierBackend.Says("", 500);
        var asking = Ask();
        await _time.WhenArmed(TimeSpan.FromSeconds(1));
        await _providers[0].DisposeAsync();

        Assert.Equal(new TierAnswer.Unavailable("The process stops."), await asking);
    }

    [Fact]
    public void Nobody_is_asked_where_no_backend_is_configured() => Assert.Null(
        new ServiceCollection().AddKwalaTierSource(new ConfigurationBuilder().Build()).BuildServiceProvider()
            .GetService<ITierSource>());

    [Fact]
    public void Every_mistake_is_told_at_once_and_without_the_token()
    {
        var mistakes = new TierSourceOptionsValidator().Validate(null, new TierSourceOptions
        {
            Url = "http://backend.example/{wallet}",
            Token = Token,
            TimeLimit = TimeSpan.Zero,
            AgeMax = TimeSpan.FromSeconds(59),
            StaleAfter = TimeSpan.Zero,
            AtOnce = 0,
        }).Failures!.ToArray();

        Assert.Equal(
            [
                "Url must be https, or http on loopback: the token would be readable on the way.",
                "TimeLimit must lie between 100 ms and 1 minute.",
                "AgeMax must lie between 1 minute and 30 days.",
                "StaleAfter must lie between AgeMax and 365 days.",
                "AtOnce must lie between 1 and 256.",
            ],
            mistakes.Select(it => it["Kwala:Tiers:Source: ".Length..]));
        Assert.DoesNotContain(mistakes, it => it.Contains(Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://backend.example/tiers/{wallet}", true)]
    [InlineData("http://10.0.0.7/tiers?of={wallet}", true)]
    [InlineData("https://backend.example/tiers", false)]
    [InlineData("https://{wallet}.example/", false)]
    [InlineData("https://user:password@backend.example/{wallet}", false)]
    [InlineData("ftp://backend.example/{wallet}", false)]
    [InlineData("/tiers/{wallet}", false)]
    [InlineData("", false)]
    public void Url_is_http_or_https_and_says_where_the_wallet_stands(string url, bool good) => Assert.Equal(
        good, new TierSourceOptionsValidator().Validate(null, new TierSourceOptions { Url = url }).Succeeded);

    private Task<TierAnswer> Ask(string? etag = null, params (string Name, string Value)[] settings) =>
        Source(settings).Ask(Wallet, etag, default);

    private ITierSource Source(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Prepend(("Url", _backend.Url)).GroupBy(it => it.Item1).Select(it =>
                KeyValuePair.Create($"{TierSourceOptions.Section}:{it.Key}", (string?)it.Last().Item2))).Build();
        var provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddLogging(logging => logging.AddProvider(_log))
            .AddKwalaTierSource(configuration)
            .BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<ITierSource>();
    }

    private async Task Rests(int seconds)
    {
        await _time.WhenArmed(TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(seconds));
    }
}
