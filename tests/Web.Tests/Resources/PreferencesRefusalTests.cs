using System.Net;
using System.Text;

namespace Kwala.Web.Tests.Resources;

public sealed class PreferencesRefusalTests
{
    private const string Path = "/v1/wallets/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/preferences";
    private static readonly (string, string) IfAny = ("If-Match", "*");

    private static readonly string[] TenPlaces =
    [
        "#/teir", "#/tier", "#/optOut/chanels", "#/thresholds/risk", "#/thresholds/drift", "#/thresholds/size/below",
        "#/thresholds/Bad%20Name", "#/optOut/kinds/1", "#/mutedUntil", "#/contacts/email/address",
    ];

    [Theory]
    [InlineData("0xD8da6bf26964af9d7eed9e03e53415d37aa96045", "EIP-55")]
    [InlineData("0xd8da6bf26964af9d7eed9e03e53415d37aa9604", "40 hex digits")]
    [InlineData("vitalik.eth", "starts with 0x")]
    public async Task A_wrong_address_gets_400_with_the_remedy(string address, string remedy)
    {
        await using var web = await WebHost.Start();

        foreach (var rest in new[] { "preferences", "inbox", "decisions", "explain" })
        {
            var answer = await web.Send("GET", $"/v1/wallets/{address}/{rest}");
            var problem = await answer.Problem(400, "invalid-request");
            Assert.Equal(["address"], problem.Places());
            Assert.Contains(remedy, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"german\"")]
    [InlineData("\"pt_BR\"")]
    [InlineData("\"de-DE-u-co-phonebk\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    public async Task Language_that_is_none_is_refused_with_its_place_and_remedy(string language)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("PUT", Path, $$"""{"language": {{language}}}""", headers: IfAny);

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Equal(["#/language"], problem.Places());
        Assert.Contains("such as de, pt-BR or zh-Hant", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_mistakes_are_told_at_once_each_with_its_place()
    {
        await using var web = await WebHost.Start();
        const string body = """
            {
              "teir": "standard",
              "tier": "No Such Name",
              "thresholds": {
                "risk": {"below": "1.1", "above": "2"},
                "drift": {"low": "2", "high": "1"},
                "size": {"below": "one"},
                "Bad Name": {"below": "1"}
              },
              "optOut": {"kinds": ["ok", 7], "chanels": []},
              "mutedUntil": "2026-01-31T18:00:00",
              "contacts": {"email": {"address": "", "standing": "verified"}}
            }
            """;

        var answer = await web.Send("PUT", Path, body, headers: IfAny);

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Equal(TenPlaces.Order(StringComparer.Ordinal), problem.Places().Order(StringComparer.Ordinal));
        Assert.Contains(
            "There is no such member here: did you mean \"tier\"?",
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("detail").GetString()));
        Assert.Equal(Core.Wallets.Preferences.Unset, web.Kwala.PreferencesOf(WebHost.Wallet));
    }

    [Theory]
    [InlineData("{", "well-formed")]
    [InlineData("", "well-formed")]
    [InlineData("{\"tier\": \"a\", \"tier\": \"b\"}", "stands twice")]
    [InlineData("[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", "nested deeper")]
    [InlineData("[]", "object")]
    [InlineData("null", "object")]
    [InlineData("{\"thresholds\": {\"risk\": {\"below\": 1e999999999}}}", "decimal number")]
    [InlineData("{\"thresholds\": {\"risk\": {\"below\": \"0x10\"}}}", "decimal number")]
    [InlineData("{\"thresholds\": {\"risk\": {}}}", "below")]
    public async Task A_body_that_is_not_what_it_should_be_gets_400_with_the_reason(string body, string reason)
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("PUT", Path, body, headers: IfAny)).Problem(400, "invalid-request");

        Assert.Contains(reason, problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(1, true)]
    public async Task A_body_of_megabytes_gets_413_whether_it_tells_its_length_or_not(int megabytes, bool chunked)
    {
        await using var web = await WebHost.Start();
        using var request = new HttpRequestMessage(HttpMethod.Put, Path);
        request.Headers.Add("X-Api-Key", WebHost.BackendKey);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        request.Headers.ExpectContinue = true; // The refusal comes before the body is sent, as curl does it too.
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', megabytes * 1024 * 1024)));
        request.Content.Headers.ContentType = new("application/json");

        var answer = await web.Http.SendAsync(request);

        await answer.Problem(413, "too-large");
    }

    [Fact]
    public async Task A_body_one_byte_over_the_limit_gets_413_and_one_at_the_limit_is_read()
    {
        await using var web = await WebHost.Start();
        const string body = "{}";

        var over = await web.Send("PUT", Path, body.PadRight((64 * 1024) + 1), headers: IfAny);
        var at = await web.Send("PUT", Path, body.PadRight(64 * 1024), headers: IfAny);

        await over.Problem(413, "too-large");
        Assert.Equal(HttpStatusCode.OK, at.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "text/plain")]
    [InlineData("PUT", "application/xml")]
    [InlineData("PATCH", "application/x-www-form-urlencoded")]
    public async Task A_content_type_that_is_not_understood_gets_415(string method, string contentType)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(method, Path, "{}", contentType, headers: IfAny);

        await answer.Problem(415, "unsupported-content-type");
    }

    [Fact]
    public async Task A_put_that_does_not_say_what_it_replaces_gets_428()
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("PUT", Path, "{}")).Problem(428, "precondition-needed");

        Assert.Contains("If-Match: *", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "\"another\"", 412)]
    [InlineData("PUT", "W/\"0\"", 412)]
    [InlineData("PATCH", "\"another\"", 412)]
    [InlineData("PATCH", "\"0\"", 200)]
    [InlineData("PUT", "\"0\"", 200)]
    [InlineData("PUT", "\"x\", \"0\"", 200)]
    [InlineData("PUT", "*", 200)]
    [InlineData("PUT", "0", 400)]
    [InlineData("PUT", "\"0", 400)]
    public async Task If_match_decides_by_strong_comparison(string method, string ifMatch, int status)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(method, Path, "{\"tier\": \"standard\"}", headers: ("If-Match", ifMatch));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200, web.Kwala.PreferencesOf(WebHost.Wallet).Tier is not null);
    }

    [Theory]
    [InlineData("PUT", "*", 412)]
    [InlineData("PUT", "\"0\"", 412)]
    [InlineData("PUT", "W/\"0\"", 412)]
    [InlineData("PUT", "\"another\"", 200)]
    [InlineData("PUT", "0", 400)]
    [InlineData("PATCH", "*", 412)]
    [InlineData("PATCH", "\"0\"", 412)]
    [InlineData("PATCH", "\"another\"", 200)]
    public async Task If_none_match_keeps_what_it_excludes_from_being_changed(string method, string excluded, int status)
    {
        await using var web = await WebHost.Start();
        (string, string)[] headers = method == "PUT" ? [IfAny, ("If-None-Match", excluded)] : [("If-None-Match", excluded)];

        var answer = await web.Send(method, Path, "{\"tier\": \"standard\"}", headers: headers);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200, web.Kwala.PreferencesOf(WebHost.Wallet).Tier is not null);
        if (status == 412)
            Assert.Contains("leave it out", (await answer.Problem(412, "stale")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_none_match_excludes_is_kept_even_where_it_comes_between_our_reading_and_our_writing()
    {
        await using var web = await WebHost.Start();
        web.Kwala.BeforeChange = () => web.Kwala.Set(WebHost.Wallet, Core.Wallets.Preferences.Unset);

        var answer = await web.Send("PUT", Path, "{}", headers: [IfAny, ("If-None-Match", "\"1\"")]);

        await answer.Problem(412, "stale");
    }

    [Fact]
    public async Task Whoever_comes_second_gets_412_even_between_our_reading_and_our_writing()
    {
        await using var web = await WebHost.Start();
        web.Kwala.BeforeChange = () => web.Kwala.Set(WebHost.Wallet, Core.Wallets.Preferences.Unset);

        var answer = await web.Send("PUT", Path, "{}", headers: ("If-Match", "\"0\""));

        await answer.Problem(412, "stale");
    }

    [Fact]
    public async Task Nobody_makes_an_address_verified_by_saying_so()
    {
        await using var web = await WebHost.Start();
        const string body = """{"contacts": {"email": {"address": "a@example.org", "standing": "verified"}}}""";

        foreach (var key in new[] { WebHost.BackendKey, WebHost.OperatorKey })
        {
            var answer = await web.Send("PUT", Path, body, key: key, headers: IfAny);
            var problem = await answer.Problem(400, "invalid-request");
            Assert.Equal(["#/contacts/email/standing"], problem.Places());
        }
    }

    [Fact]
    public async Task When_nobody_answers_it_is_503_with_retry_after()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Down = true;

        var answer = await web.Send("GET", Path);

        await answer.Problem(503, "unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
