using System.Net;
using System.Net.Sockets;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using static System.Net.HttpStatusCode;

namespace Kwala.Client.Tests.Http;

/// <summary>What is asked again, when, and what a repeated request must not say.</summary>
public sealed class RetryTests
{
    private const string Unset =
        """{"tier":null,"thresholds":{},"optOut":{"kinds":[],"channels":[],"routes":[]},"mutedUntil":null,"contacts":{}}""";

    private const string Aggressive =
        """{"tier":"aggressive","thresholds":{},"optOut":{"kinds":[],"channels":[],"routes":[]},"mutedUntil":null,"contacts":{}}""";

    private static readonly Address Wallet = Address.FromBytes(Convert.FromHexString(new string('a', 40)));
    private static readonly HttpRequestException Refused = new(
        HttpRequestError.ConnectionError, "no", new SocketException((int)SocketError.ConnectionRefused));

    [Theory]
    [InlineData(TooManyRequests, "too-many-requests")]
    [InlineData(ServiceUnavailable, "unavailable")]
    public async Task Answer_that_asks_to_come_back_is_asked_again_after_as_long_as_it_says(HttpStatusCode status, string kind)
    {
        using var api = new ScriptedApi().Refuses(status, kind, retryAfter: 7).Answers(OK, Unset, "1");

        var reading = api.Client.Wallets.ReadPreferences(Wallet, default);
        await api.Time.WhenArmed(TimeSpan.FromSeconds(7));
        var askedBefore = api.Requests.Count;
        api.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal("1", Given.Found(await reading).Tag);
        Assert.Equal((1, 2), (askedBefore, api.Requests.Count));
    }

    [Fact]
    public async Task Answer_that_asks_for_a_longer_pause_than_is_allowed_is_not_waited_for()
    {
        using var api = new ScriptedApi(it => it.PauseMax = TimeSpan.FromSeconds(3))
            .Refuses(TooManyRequests, "too-many-requests", "Wait 4 s.", retryAfter: 4);

        var reading = await api.Client.Wallets.ReadPreferences(Wallet, default);

        Assert.Equal("Wait 4 s.", Assert.IsType<ReadOutcome<StoredPreferences>.Unavailable>(reading).Reason);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Connection_that_fails_is_tried_again_and_in_the_end_the_outcome_says_what_failed()
    {
        using var api = new ScriptedApi(it => it.Retries = 2).Fails(Refused);

        var outcome = await api.Client.Wallets.SetTier(Wallet, TierName.Standard, default);

        Assert.Equal(
            "kwala.example.org cannot be reached: ConnectionRefused.",
            Assert.IsType<PreferencesOutcome.Unavailable>(outcome).Reason);
        Assert.Equal(3, api.Requests.Count);
    }

    [Theory]
    [InlineData(InternalServerError, "failed", 1)]
    [InlineData(GatewayTimeout, "too-slow", 1)]
    [InlineData(BadRequest, "invalid-request", 1)]
    [InlineData(Unauthorized, "key-needed", 1)]
    [InlineData(BadGateway, null, 4)]
    [InlineData(ServiceUnavailable, null, 4)]
    [InlineData(InternalServerError, null, 1)]
    public async Task Only_what_may_pass_soon_is_asked_again(HttpStatusCode status, string? kind, int times)
    {
        using var api = kind is null
            ? new ScriptedApi().Answers(status, "<html>nothing</html>")
            : new ScriptedApi().Refuses(status, kind);

        var reading = await api.Client.Deployment.ReadStatus(default);

        Assert.IsNotType<ReadOutcome<DeploymentStatus>.Found>(reading);
        Assert.Equal(times, api.Requests.Count);
    }

    [Fact]
    public async Task Answer_that_does_not_come_is_given_up_after_the_time_limit_and_not_asked_for_again()
    {
        using var api = new ScriptedApi(it => it.TimeLimit = TimeSpan.FromSeconds(12)).Hangs();

        var reading = api.Client.Deployment.ReadStatus(default);
        await api.Time.WhenArmed(TimeSpan.FromSeconds(12));
        api.Time.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal(
            "kwala.example.org did not answer within 12 s.",
            Assert.IsType<ReadOutcome<DeploymentStatus>.Unavailable>(await reading).Reason);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Caller_that_gives_up_during_a_pause_gets_its_cancellation_at_once()
    {
        using var api = new ScriptedApi().Refuses(ServiceUnavailable, "unavailable", retryAfter: 9);
        using var end = new CancellationTokenSource();

        var reading = api.Client.Deployment.ReadStatus(end.Token);
        await api.Time.WhenArmed(TimeSpan.FromSeconds(9));
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Caller_that_gives_up_while_nobody_answers_gets_its_cancellation_whatever_the_connection_throws()
    {
        using var end = new CancellationTokenSource();
        using var api = new ScriptedApi(it => it.Retries = 0).Answers(async _ =>
        {
            await end.CancelAsync();
            throw new IOException("The connection was closed.");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.Client.Deployment.ReadStatus(end.Token));
    }

    [Theory]
    [InlineData(Aggressive, true)]
    [InlineData(Unset, false)]
    public async Task Change_that_was_stored_without_an_answer_is_not_taken_for_somebody_elses(string current, bool isOurs)
    {
        using var api = new ScriptedApi().Fails(new IOException("broken"))
            .Refuses(PreconditionFailed, "stale").Answers(OK, current, "2");

        var outcome = await api.Client.Wallets.ChangePreferences(
            new PreferencesChange(Wallet, Preferences.Unset with { Tier = TierName.Aggressive }, "1", false), default);

        Assert.Equal(isOurs ? "Stored" : "Stale", outcome.GetType().Name);
        Assert.Equal(["\"1\"", "\"1\"", null], api.Requests.Select(it => it.IfMatch));
    }

    [Fact]
    public async Task Change_that_is_stale_at_the_first_attempt_is_somebody_elses_also_where_it_is_the_same()
    {
        using var api = new ScriptedApi().Refuses(PreconditionFailed, "stale").Answers(OK, Aggressive, "2");

        Assert.IsType<PreferencesOutcome.Stale>(await api.Client.Wallets.ChangePreferences(
            new PreferencesChange(Wallet, Preferences.Unset with { Tier = TierName.Aggressive }, "1", false), default));
    }

    [Fact]
    public async Task Workflow_that_was_deleted_without_an_answer_is_deleted()
    {
        using var api = new ScriptedApi().Fails(new IOException("broken")).Refuses(NotFound, "not-found");

        var outcome = await api.Client.Workflows.Delete(new WorkflowId("mine"), default);

        Assert.IsType<WorkflowOutcome.Done>(outcome);
        Assert.IsType<WorkflowOutcome.NotFound>(await api.Client.Workflows.Delete(new WorkflowId("mine"), default));
    }

    [Fact]
    public async Task Opt_out_is_laid_over_what_somebody_else_stored_meanwhile()
    {
        using var api = new ScriptedApi().Answers(OK, Unset, "1").Refuses(PreconditionFailed, "stale")
            .Answers(OK, Aggressive, "2").Answers(OK, Aggressive, "3");

        var outcome = await api.Client.Wallets.OptOut(Wallet, new KindName("governance"), null, default);

        Assert.Equal("3", Given.Stored(outcome).Tag);
        Assert.Equal(
            ["GET ", "PATCH \"1\"", "GET ", "PATCH \"2\""],
            api.Requests.Select(it => $"{it.Method} {it.IfMatch}"));
    }
}
