using Kwala.Core.Delivery;

namespace Kwala.Web.Tests.Resources;

/// <summary>What is refused where an address is vouched for or a link is asked for.</summary>
public sealed class ContactsTests
{
    private static readonly string Contacts = $"/v1/wallets/{WebHost.Wallet}/contacts";

    [Theory]
    [InlineData("email", "{}", "#/address")]
    [InlineData("email", "{\"address\": \"\"}", "#/address")]
    [InlineData("email", "{\"address\": 7}", "#/address")]
    [InlineData("email", "{\"adress\": \"a@example.org\", \"address\": \"a@example.org\"}", "#/adress")]
    [InlineData("email", "[]", "#")]
    [InlineData("email", "{", "#")]
    [InlineData("E%20Mail", "{\"address\": \"a@example.org\"}", "channel")]
    public async Task Vouching_without_an_address_or_a_channel_is_refused_with_the_place(
        string channel, string body, string place)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("PUT", $"{Contacts}/{channel}", body, key: WebHost.OperatorKey);

        Assert.Equal([place], (await answer.Problem(400, "invalid-request")).Places());
        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).Contacts);
    }

    [Fact]
    public async Task Vouching_with_a_body_of_megabytes_gets_413()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(
            "PUT", $"{Contacts}/email", new string(' ', (64 * 1024) + 1), key: WebHost.OperatorKey);

        await answer.Problem(413, "too-large");
    }

    [Theory]
    [InlineData("telegram", "Kwala:Channels:Telegram:BotName")]
    [InlineData("email", "Kwala:Links:PublicUrl")]
    public async Task A_link_that_cannot_be_made_here_gets_409_with_the_setting_that_is_missing(
        string channel, string setting)
    {
        await using var web = await WebHost.Start((setting, ""));

        var answer = await web.Send("POST", $"{Contacts}/{channel}/confirmation", key: WebHost.OperatorKey);

        var problem = await answer.Problem(409, "conflict");
        Assert.Contains(setting, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_link_for_a_wallet_without_a_mail_address_gets_409()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(
            "POST", $"{Contacts}/{ChannelName.Email}/confirmation", key: WebHost.OperatorKey);

        var problem = await answer.Problem(409, "conflict");
        Assert.Contains("contacts.email", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
