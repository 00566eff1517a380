using Kwala.Core.Delivery;
using Kwala.TestKit;

namespace Kwala.Channels.Tests.Compliance;

/// <summary>
/// What every channel keeps that talks to a provider. The receivers are independent implementations where those can be
/// made to behave so; the rest are stand-ins of ours that speak just enough of the protocol to fail in the wanted way.
/// </summary>
public abstract class RemoteChannelCompliance : ChannelCompliance
{
    /// <summary>The provider asks for patience.</summary>
    internal abstract Task<(ChannelUnderTest Under, TimeSpan Wait)> BeforeBusyReceiver();

    /// <summary>The provider says that the address is no more.</summary>
    internal abstract Task<ChannelUnderTest> BeforeGoneRecipient();

    /// <summary>The provider refuses this message for good.</summary>
    internal abstract Task<ChannelUnderTest> BeforeRefusingReceiver();

    /// <summary>The provider takes the whole request and never answers.</summary>
    internal abstract Task<ChannelUnderTest> BeforeSilentReceiver();

    /// <summary>The provider takes the whole request and closes in the middle of its answer.</summary>
    internal abstract Task<ChannelUnderTest> BeforeReceiverThatHangsUp();

    /// <summary>The provider takes the whole request and answers with these bytes.</summary>
    internal abstract Task<ChannelUnderTest> BeforeHostile(byte[] answer);

    /// <summary>Nobody listens at the port.</summary>
    internal abstract ChannelUnderTest BeforeClosedPort(int port);

    /// <summary>Nobody knows the name.</summary>
    internal abstract ChannelUnderTest BeforeUnknownHost();

    [SkippableFact]
    public async Task Second_attempt_carries_the_same_key()
    {
        await using var under = await BeforeWillingReceiver();

        await under.Send();
        var first = await under.NextKey();
        under.Time.Advance(TimeSpan.FromSeconds(61));
        await under.Send(ChannelUnderTest.Message(under.Address) with { MayBeRepeat = true });

        Assert.Equal(first, await under.NextKey());
    }

    [SkippableFact]
    public async Task Busy_provider_is_left_alone_for_as_long_as_it_asked()
    {
        var (under, wait) = await BeforeBusyReceiver();
        await using var _ = under;

        Assert.Equal(new SendOutcome.Throttled(wait), await under.Send());
    }

    [SkippableFact]
    public async Task Address_that_is_no_more_is_gone()
    {
        await using var under = await BeforeGoneRecipient();

        Assert.NotEmpty(Assert.IsType<SendOutcome.RecipientGone>(await under.Send()).Reason);
    }

    [SkippableFact]
    public async Task Refused_message_is_rejected_with_the_providers_words()
    {
        await using var under = await BeforeRefusingReceiver();

        Assert.NotEmpty(Assert.IsType<SendOutcome.Rejected>(await under.Send()).Reason);
    }

    [Fact]
    public async Task Refused_connection_is_unreachable()
    {
        using var port = new ClosedPort();
        await using var under = BeforeClosedPort(port.Number);

        Assert.NotEmpty(Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason);
    }

    [Fact]
    public async Task Unknown_host_is_unreachable()
    {
        await using var under = BeforeUnknownHost();

        Assert.NotEmpty(Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason);
    }

    [SkippableFact]
    public async Task Provider_that_accepts_and_never_answers_is_unknown_after_the_time_limit()
    {
        await using var under = await BeforeSilentReceiver();

        var send = under.Send();
        await under.Arrived().OrFail("nothing has arrived");
        under.Time.Advance(ChannelUnderTest.TimeLimit - TimeSpan.FromTicks(1));
        Assert.False(send.IsCompleted);
        under.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Contains("7 s", Assert.IsType<SendOutcome.Unknown>(await send).Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Cancelling_a_send_that_waits_ends_it()
    {
        await using var under = await BeforeSilentReceiver();
        using var cancellation = new CancellationTokenSource();

        var send = under.Send(cancellationToken: cancellation.Token);
        await under.Arrived().OrFail("nothing has arrived");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
    }

    [SkippableFact]
    public async Task Provider_that_closes_in_the_middle_of_its_answer_is_unknown()
    {
        await using var under = await BeforeReceiverThatHangsUp();

        Assert.NotEmpty(Assert.IsType<SendOutcome.Unknown>(await under.Send()).Reason);
    }

    private static byte[] HostileAnswer(string what) => what switch
    {
        "ten megabytes" => [.. Enumerable.Repeat((byte)'x', 10 * 1024 * 1024)],
        "ten megabytes of lines" => System.Text.Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("250-x\r\n", 1_500_000))),
        "HTML" => "<html><body>502 Bad Gateway</body></html>\r\n"u8.ToArray(),
        "broken JSON" => "{\"ok\":true,\"result\":{\"message_id\":"u8.ToArray(),
        "JSON of another shape" => "[1,2,3]"u8.ToArray(),
        "wrong types" => "{\"ok\":\"yes\",\"description\":7,\"parameters\":[]}"u8.ToArray(),
        "deep JSON" => [.. Enumerable.Repeat((byte)'[', 100_000)],
        "zero bytes" => new byte[1000],
        _ => [],
    };

    [Theory]
    [InlineData("ten megabytes")]
    [InlineData("ten megabytes of lines")]
    [InlineData("HTML")]
    [InlineData("broken JSON")]
    [InlineData("JSON of another shape")]
    [InlineData("wrong types")]
    [InlineData("deep JSON")]
    [InlineData("zero bytes")]
    [InlineData("nothing")]
    public async Task Hostile_answer_ends_in_a_bounded_outcome(string what)
    {
        await using var under = await BeforeHostile(HostileAnswer(what));

        var reason = (await under.Send()).Match(
            delivered => delivered.ProviderReference ?? "",
            throttled => "",
            gone => gone.Reason,
            rejected => rejected.Reason,
            unreachable => unreachable.Reason,
            unknown => unknown.Reason);

        Assert.True(reason.Length <= 500, $"{what}: {reason.Length} characters");
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Fact]
    public async Task Secret_that_the_provider_echoes_stays_out_of_outcome_and_log()
    {
        await using var under = await BeforeEcho();

        Assert.IsNotType<SendOutcome.Delivered>(await under.Send()); // Send checks outcome and log.
    }

    /// <summary>The provider refuses and repeats the channel's secret in its words.</summary>
    internal abstract Task<ChannelUnderTest> BeforeEcho();
}
