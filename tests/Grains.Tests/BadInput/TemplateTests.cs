using Kwala.Core.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.BadInput;

/// <summary>A template that compiles and fails with the values of one message.</summary>
public sealed class TemplateTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    // With short values it is short enough, with addresses it is not.
    private static WorkflowSource Failing(string lane)
    {
        var source = House.Workflow("webhook", lane);
        var wallets = string.Concat(Enumerable.Repeat("{{wallet}}", 150));
        return source with
        {
            Yaml = source.Yaml.Replace("[webhook]", "[webhook], template: long", StringComparison.Ordinal)
                + $"\ntemplates:\n  long: {{ title: alert, body: \"{wallets}{new string('x', 1490)}\" }}\n",
        };
    }

    [Fact]
    public async Task Critical_message_goes_out_in_plain_words()
    {
        await using var process = await _house.Start(Failing("critical"));

        await process.Wallet.Observe(_house.Batch("1.2"));

        var message = (await _house.Webhook.Next()).Content;
        Assert.Contains("value: 1.2", message.Text, StringComparison.Ordinal);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        Assert.Equal(["delivered"], _house.Outcomes(HistoryTopic.Delivery));
    }

    [Fact]
    public async Task Other_message_waits_in_the_dead_letter_with_the_reason_and_stands_in_the_inbox()
    {
        await using var process = await _house.Start(Failing("standard"));

        await process.Wallet.Observe(_house.Batch("1.2"));

        await _house.Storage.When(() => _house.Store.Rows(HistoryTopic.DeadLetter).Length == 1);
        Assert.Empty(_house.Webhook.Sent);
        Assert.Contains(
            "Template long: the message is longer than 4000 characters.",
            Assert.Single(_house.Store.Rows(HistoryTopic.DeadLetter)).Body,
            StringComparison.Ordinal);
        Assert.Contains(
            "value: 1.2", Assert.Single(_house.Store.Rows(HistoryTopic.Inbox)).Body, StringComparison.Ordinal);
    }
}
