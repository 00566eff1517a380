using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Workflows;
using Kwala.Grains.Delivery;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>What one attempt comes to before and beside what the channel answers.</summary>
public sealed class MessageSenderTests
{
    private readonly House _house = new();

    private static MessageSender Sender(Process process) => process.Services.GetRequiredService<MessageSender>();

    [Fact]
    public async Task Message_over_a_channel_that_is_not_configured_any_more_is_rejected_by_name()
    {
        await using var process = await _house.Start();
        var alert = Alerts.Of(_house.Time.GetUtcNow(), Lane.Critical, default);

        var outcome = await Sender(process).Begin(House.Wallet, Alerts.Over(new ChannelName("pager"), alert));

        Assert.Contains("pager is not configured", Assert.IsType<SendOutcome.Rejected>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_waited_for_its_turn_until_it_was_no_news_is_not_sent()
    {
        await using var process = await _house.Start(null, ("Kwala:Grains:SendsAtOnce", "1"));
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Webhook.Then(_ => answer.Task);
        var soon = TimeSpan.FromMinutes(1);
        var alert = Alerts.Of(_house.Time.GetUtcNow(), Lane.Critical, default) with
        {
            ValidUntil = _house.Time.GetUtcNow() + soon,
        };
        var slow = Sender(process).Begin(House.Wallet, Alerts.Over(ChannelName.Webhook, alert));
        await _house.Webhook.Next();
        var waiting = Sender(process).Begin(House.Wallet, Alerts.Over(ChannelName.Email, alert));

        _house.Time.Advance(soon + TimeSpan.FromTicks(1));
        answer.SetResult(new SendOutcome.Delivered(null));

        Assert.IsType<SendOutcome.Delivered>(await slow);
        Assert.Contains("no longer news", Assert.IsType<SendOutcome.Unreachable>(await waiting).Reason, StringComparison.Ordinal);
        Assert.Empty(_house.Email.Sent);
    }

    [Theory]
    [InlineData(Lane.Critical, true)]
    [InlineData(Lane.Standard, false)]
    [InlineData(Lane.Bulk, false)]
    public async Task Only_a_critical_message_goes_out_in_plain_words_where_its_version_is_not_known(Lane lane, bool sent)
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var alert = Alerts.Of(_house.Time.GetUtcNow(), lane, default, ("value", "1.2"));

        var outcome = await Sender(process).Begin(House.Wallet, Alerts.Over(ChannelName.Webhook, alert));

        if (sent)
            Assert.Contains("value: 1.2", Assert.Single(_house.Webhook.Sent).Content.Text, StringComparison.Ordinal);
        else
            Assert.Contains("is not known", Assert.IsType<SendOutcome.Rejected>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_attempt_carries_the_same_way_out_which_lasts_as_long_as_the_options_say()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"),
            ("Kwala:Links:PublicUrl", "https://alerts.example"),
            ("Kwala:Links:ValidFor", "2.00:00:00"));
        var ends = _house.Time.GetUtcNow() + TimeSpan.FromDays(2);
        _house.Webhook.Then(new SendOutcome.Throttled(TimeSpan.FromMinutes(5)));
        await process.Wallet.Observe(_house.Batch("1.2"));
        var first = await _house.Webhook.Next();
        await _house.Storage.When(() => _house.Store.AllDue is [{ At: var at }] && at > _house.Time.GetUtcNow());
        _house.Time.Advance(TimeSpan.FromMinutes(5));
        await process.Wallet.Wake();
        var second = await _house.Webhook.Next();

        var link = LinkUrl.Unsubscribe(
            new Uri("https://alerts.example"), House.Wallet, ChannelName.Webhook, new KindName("liquidation-risk"),
            ends, process.Services.GetRequiredService<LinkKeyRing>());
        Assert.Equal((link, link), (first.UnsubscribeUrl, second.UnsubscribeUrl));
    }

    [Theory]
    [InlineData("standard", 4)]
    [InlineData("critical", 0)]
    public async Task Alert_has_a_link_for_each_answer_that_is_about_it_and_one_that_is_critical_none(string lane, int links)
    {
        await using var process = await _house.Start(
            House.Workflow("webhook", lane), ("Kwala:Links:PublicUrl", "https://alerts.example"));

        await process.Wallet.Observe(_house.Batch("1.2"));
        var message = await _house.Webhook.Next();

        Assert.Equal(
            OwnerAnswers.ToAlert.Take(links).Select(answer => LinkUrl.Answer(
                new Uri("https://alerts.example"), House.Wallet, new KindName("liquidation-risk"),
                _house.Store.Rows(HistoryTopic.Inbox).Single().Key, answer, _house.Time.GetUtcNow().AddDays(90),
                process.Services.GetRequiredService<LinkKeyRing>())),
            message.Answers.Select(it => it.Url));
    }
}
