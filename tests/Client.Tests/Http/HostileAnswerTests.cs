using System.Net;
using System.Text;
using Kwala.Client.Tests.Conformance;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using static System.Net.HttpStatusCode;

namespace Kwala.Client.Tests.Http;

/// <summary>What answers may be anybody: it gets a reason, never an exception, a crash or the key.</summary>
public sealed class HostileAnswerTests
{
    private const string Preferences =
        """{"tier":TIER,"thresholds":THRESHOLDS,"optOut":OPTOUT,"mutedUntil":null,"contacts":CONTACTS}""";

    private static readonly Address Wallet = Address.FromBytes(Convert.FromHexString(new string('a', 40)));

    public static TheoryData<string> Nonsense =>
    [
        "", " ", "null", "[]", "{}", "\"text\"", "17", "<html><body>Sign in</body></html>", "{\"items\":", "{\"items\":null}",
        "{\"items\":[null]}", "{\"items\":[{}],\"next\":null}", "{\"items\":[17],\"mistakes\":[null],\"chains\":[null]}",
        "{\"chains\":null,\"deadLetters\":0,\"moreDeadLetters\":false}", new string('[', 5000),
        "{\"type\":\"urn:kwala:problem:stale\"}", "\u0000\u0001\u0002", "{\"tier\":{}}",
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Whatever_is_answered_every_call_has_an_outcome_and_none_finds_anything(string body)
    {
        using var api = new ScriptedApi(it => it.Retries = 0).Answers(OK, body, "tag");

        await EndedConformance.Nothing_is_found(api.Client);
    }

    [Theory]
    [InlineData("null", "{}", """{"kinds":[],"channels":[],"routes":[]}""", """{"email":null}""")]
    [InlineData("null", "{}", """{"kinds":[],"channels":[],"routes":[]}""", """{"email":{"address":"a","standing":"king"}}""")]
    [InlineData("null", "{}", """{"kinds":[],"channels":[],"routes":[]}""", """{"email":{"address":null,"standing":"gone"}}""")]
    [InlineData("null", "{}", """{"kinds":[null],"channels":[],"routes":[]}""", "{}")]
    [InlineData("null", "{}", """{"kinds":[],"channels":[],"routes":[null]}""", "{}")]
    [InlineData("null", "{}", "null", "{}")]
    [InlineData("null", """{"risk":null}""", """{"kinds":[],"channels":[],"routes":[]}""", "{}")]
    [InlineData("null", """{"risk":{"below":"NaN"}}""", """{"kinds":[],"channels":[],"routes":[]}""", "{}")]
    [InlineData("null", """{"risk":{"below":1.5}}""", """{"kinds":[],"channels":[],"routes":[]}""", "{}")]
    [InlineData("17", "{}", """{"kinds":[],"channels":[],"routes":[]}""", "{}")]
    public async Task Preferences_that_have_the_shape_and_are_none_are_unavailable(
        string tier, string thresholds, string optOut, string contacts)
    {
        var body = Preferences.Replace("TIER", tier, StringComparison.Ordinal)
            .Replace("THRESHOLDS", thresholds, StringComparison.Ordinal)
            .Replace("OPTOUT", optOut, StringComparison.Ordinal).Replace("CONTACTS", contacts, StringComparison.Ordinal);
        using var api = new ScriptedApi().Answers(OK, body, "1");

        var outcome = await api.Client.Wallets.ReadPreferences(Wallet, default);

        Assert.StartsWith(
            "kwala.example.org answered",
            Assert.IsType<ReadOutcome<StoredPreferences>.Unavailable>(outcome).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_without_a_tag_could_not_be_changed_and_are_unavailable()
    {
        using var api = new ScriptedApi().Answers(OK, Good());

        Assert.IsType<ReadOutcome<StoredPreferences>.Unavailable>(
            await api.Client.Wallets.ReadPreferences(Wallet, default));
    }

    [Fact]
    public async Task Answer_without_an_end_is_read_up_to_a_bound()
    {
        var endless = new EndlessStream();
        using var api = new ScriptedApi().Answers(new StreamContent(endless));

        var outcome = await api.Client.Deployment.ReadStatus(default);

        Assert.Contains(
            "more than 16 MB", Assert.IsType<ReadOutcome<DeploymentStatus>.Unavailable>(outcome).Reason, StringComparison.Ordinal);
        Assert.InRange(endless.Given, 16_000_000, 18_000_000);
    }

    [Theory]
    [InlineData(MovedPermanently)]
    [InlineData(Found)]
    [InlineData(TemporaryRedirect)]
    public async Task Redirect_is_not_followed_and_the_reason_says_what_to_set(HttpStatusCode status)
    {
        using var api = new ScriptedApi().Answers(status, location: "https://elsewhere.example.org/");

        var outcome = await api.Client.Deployment.ReadStatus(default);

        Assert.Contains(
            "BaseAddress", Assert.IsType<ReadOutcome<DeploymentStatus>.Unavailable>(outcome).Reason, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Words_of_who_answers_are_told_in_one_line_of_bounded_length_without_the_key()
    {
        using var api = new ScriptedApi().Refuses(
            BadRequest, "invalid-request", $"You sent {ScriptedApi.Key}\\r\\n\\u001b[31m{new string('x', 5000)}");

        var reason = Assert.IsType<ReadOutcome<DeploymentStatus>.Refused>(
            await api.Client.Deployment.ReadStatus(default)).Reason;

        Assert.StartsWith("You sent ***", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 900, 1100);
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Fact]
    public async Task Key_is_sent_in_one_header_and_stands_in_no_log_and_no_outcome()
    {
        using var api = new ScriptedApi(it => it.Retries = 1)
            .Fails(new InvalidOperationException($"The header {ScriptedApi.Key} is odd."));

        var outcome = await api.Client.Deployment.ReadStatus(default);

        var request = Assert.Single(api.Requests);
        Assert.Equal($"Bearer {ScriptedApi.Key}", request.Authorization);
        Assert.Equal("/at/v1/status", request.PathAndQuery);
        Assert.Contains("The header *** is odd.", outcome.ToString(), StringComparison.Ordinal);
        Assert.Contains("gave no answer", api.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ScriptedApi.Key, api.Log.ToString(), StringComparison.Ordinal);
    }

    private static string Good() => Preferences.Replace("TIER", "null", StringComparison.Ordinal)
        .Replace("THRESHOLDS", "{}", StringComparison.Ordinal).Replace("CONTACTS", "{}", StringComparison.Ordinal)
        .Replace("OPTOUT", """{"kinds":[],"channels":[],"routes":[]}""", StringComparison.Ordinal);

    private sealed class EndlessStream : MemoryStream
    {
        private static readonly byte[] Some = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));

        public long Given { get; private set; }

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, Some.Length);
            Some.AsMemory(0, count).CopyTo(buffer);
            Given += count;
            return ValueTask.FromResult(count);
        }
    }
}
