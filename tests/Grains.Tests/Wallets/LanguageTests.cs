using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Messages;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>From a log to a message in the owner's language.</summary>
public sealed class LanguageTests
{
    private readonly House _house = new();

    [Theory]
    [InlineData("de-AT", "Deutsch 1.2", "Der Wert ist 1.2.", "Nützlich", "it is told in de")]
    [InlineData("es", "English 1.2", "The value is 1.2.", "Útil", "which own has no words in")]
    [InlineData(null, "English 1.2", "The value is 1.2.", "Useful", null)]
    public async Task Log_is_told_in_the_language_that_the_owner_chose_or_in_the_words_that_there_are(
        string? chosen, string title, string text, string button, string? reason)
    {
        await using var process = await _house.Start(Bilingual(), ("Kwala:Grains:FromBlock:local", "1"));
        await process.Wallet.VerifyContact(ChannelName.Telegram, "4242");
        await Choose(process, chosen);
        _house.World.Mine(House.Health(House.Wallet, 1.2m));

        var told = _house.Telegram.Next();
        await _house.Follow(process, told);

        var message = await told;
        Assert.Equal((title, text), (message.Content.Title, message.Content.Text));
        Assert.Equal(button, message.Buttons[0].Label);
        var decision = Assert.Single(_house.Store.Rows(HistoryTopic.Decision)).Body;
        Assert.Equal(reason is not null, decision.Contains("\"language\"", StringComparison.Ordinal));
        Assert.Contains(reason ?? "", decision, StringComparison.Ordinal);
        Assert.Contains(title, Assert.Single(_house.Store.Rows(HistoryTopic.Inbox)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_in_words_are_in_the_owners_language_too()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await Choose(process, "pt-BR");

        await process.Wallet.Observe(_house.Batch("1.2"));

        var message = await _house.Webhook.Next();
        Assert.Equal("pt-BR", message.Fields["language"]);
        Assert.StartsWith("liquidation-risk: o valor é agora 1.2, além do seu limite", message.Content.Text);
    }

    [Fact]
    public async Task Digest_is_in_the_language_of_the_time_when_it_is_sent_though_the_process_ends_between()
    {
        var source = Bilingual("webhook");
        await using (var process = await _house.Start(source with { Yaml = source.Yaml + "\ndigest: true\n" }))
        {
            await process.Wallet.Observe(_house.Batch("1.2"));
            await process.Wallet.Observe(_house.Batch("1.1", block: 8));
        }

        await using var next = await _house.Start();
        await Choose(next, "de");
        _house.Time.Advance(TimeSpan.FromDays(1));
        await next.Wallet.Wake();

        var digest = await _house.Webhook.Next();
        Assert.StartsWith("Eine Nachricht für 0x", digest.Content.Title, StringComparison.Ordinal);
        Assert.Equal("- Deutsch 1.2", digest.Content.Text);
    }

    [Theory]
    [InlineData("pt-br", null, "pt-BR")]
    [InlineData("pt-br", "fr", "fr")]
    [InlineData("no language", null, null)]
    [InlineData(null, null, null)]
    public async Task Telegram_gives_the_first_guess_and_never_replaces_a_choice(
        string? says, string? chosen, string? language)
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        await Choose(process, chosen);
        var token = LinkToken.Sign(
            new LinkClaim(LinkPurpose.Bind, House.Wallet, _house.Time.GetUtcNow() + TimeSpan.FromDays(1)),
            LinkContext.Bind(ChannelName.Telegram),
            process.Services.GetRequiredService<LinkKeyRing>());

        Assert.IsType<BindingOutcome.Bound>(await process.Services.GetRequiredService<IContactBinding>()
            .Bind(ChannelName.Telegram, token, "4242", says, default));

        await using var next = await _house.Start();
        Assert.Equal(language, (await next.Wallet.ReadPreferences()).Preferences.Language?.Value);
    }

    private static WorkflowSource Bilingual(string channel = "telegram") => House.Workflow(channel) is var source
        ? source with
        {
            Yaml = source.Yaml.Replace($"[{channel}]", $"[{channel}], template: own", StringComparison.Ordinal)
                + "\ntemplates: { own: { title: 'English {{value}}', body: 'The value is {{value}}.', "
                + "languages: { de: { title: 'Deutsch {{value}}', body: 'Der Wert ist {{value}}.' } } } }",
        }
        : source;

    private static async Task Choose(Process process, string? language)
    {
        var tag = LanguageTag.TryParse(language, out var chosen) ? chosen : null;
        var now = (await process.Wallet.ReadPreferences()).Preferences;
        Assert.IsType<PreferencesChange.Changed>(
            await process.Wallet.ChangePreferences(now with { Language = tag }, null, vouched: false));
    }
}
