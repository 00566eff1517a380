using System.Net;
using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Links;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Links;

/// <summary>What owners say of a notification by a link in it.</summary>
public sealed class AnswerLinkTests
{
    private static readonly Uri PublicUrl = new("https://notify.example.org");
    private static readonly KindName Kind = new("liquidation-risk");
    private static readonly string Key = $"00000000000000ff{new string('a', 48)}";
    private const string Form = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Opening_a_link_changes_nothing_and_shows_its_answer_first()
    {
        await using var web = await WebHost.Start();

        var page = await web.Send("GET", Link(web, OwnerAnswer.Fewer), key: null);

        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Empty(web.Kwala.Heard);
        Assert.Contains("<form method=\"post\">", html, StringComparison.Ordinal);
        int[] places = [.. new[] { "Fewer of these", "Useful", "Not now", "Stop these" }
            .Select(label => html.IndexOf($">{label}</button>", StringComparison.Ordinal))];
        Assert.All(places, place => Assert.InRange(place, 1, html.Length));
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData("", InteractionKind.Fewer, "fewer")]
    [InlineData("choice=useful", InteractionKind.Useful, "useful")]
    [InlineData("choice=not-now", InteractionKind.NotNow, "not-now")]
    [InlineData("choice=fewer", InteractionKind.Fewer, "fewer")]
    [InlineData("choice=stop", InteractionKind.Stop, "stop")]
    public async Task Button_says_it_under_an_id_of_the_answer_and_the_alert(string body, InteractionKind kind, string word)
    {
        await using var web = await WebHost.Start();

        var done = await web.Send("POST", Link(web, OwnerAnswer.Fewer), body, Form, key: null);

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(
            (WebHost.Wallet, new ReportedInteraction($"{word} 00000000000000ff", kind) { Notification = Key, About = Kind }),
            Assert.Single(web.Kwala.Heard));
    }

    [Fact]
    public async Task Stop_says_how_it_is_undone()
    {
        await using var web = await WebHost.Start();

        var done = await web.Send("POST", Link(web, OwnerAnswer.Stop), key: null);

        Assert.Contains("settings can undo this", await done.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_learned_is_undone_by_the_link_of_its_notice()
    {
        await using var web = await WebHost.Start();
        var link = LinkOf(web, "3", OwnerAnswer.KeepTelling);

        await web.Send("GET", link, key: null);
        Assert.Empty(web.Kwala.Undone);
        await web.Send("POST", link, key: null);

        Assert.Equal((WebHost.Wallet, new Undo.KeepTelling(Kind, 3)), Assert.Single(web.Kwala.Undone));
        Assert.Empty(web.Kwala.Heard);
    }

    [Fact]
    public async Task A_link_is_good_for_its_own_alert_and_kind_alone()
    {
        await using var web = await WebHost.Start();
        var token = Link(web, OwnerAnswer.Useful).Split('/')[2];
        var unsubscribe = LinkUrl.Unsubscribe(
            PublicUrl, WebHost.Wallet, Kwala.Core.Delivery.ChannelName.Email, Kind, web.Time.GetUtcNow().AddDays(1),
            WebHost.LinkKeys).AbsolutePath.Split('/')[2];

        string[] links =
        [
            $"/l/{token}/{Kind}/{new string('b', 64)}/useful", $"/l/{token}/other/{Key}/useful",
            $"/l/{token}/{Kind}/{Key}/useless", $"/l/{token}/{Kind}/{Key}/keep-telling", $"/l/{token}/{Kind}/3/keep-telling",
            $"/l/{token}/{Kind}/9/useful", $"/l/{token}/email/{Kind}", $"/l/{unsubscribe}/{Kind}/{Key}/useful",
        ];
        foreach (var link in links)
            foreach (var method in new[] { "GET", "POST" })
                Assert.Equal(HttpStatusCode.NotFound, (await web.Send(method, link, key: null)).StatusCode);
        var other = await web.Send("POST", Link(web, OwnerAnswer.Useful), "choice=keep-telling", Form, key: null);

        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Empty(web.Kwala.Heard);
        Assert.Empty(web.Kwala.Undone);
        Assert.Empty(web.Kwala.PreferencesOf(WebHost.Wallet).MutedKinds);
    }

    [Fact]
    public async Task An_expired_link_and_one_that_nobody_hears_say_so()
    {
        await using var web = await WebHost.Start();
        var link = Link(web, OwnerAnswer.Useful);

        web.Kwala.Down = true;
        var down = await web.Send("POST", link, key: null);
        web.Time.Advance(TimeSpan.FromDays(31));
        var late = await web.Send("POST", link, key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Empty(web.Kwala.Heard);
    }

    private static string Link(WebHost web, OwnerAnswer answer) => LinkOf(web, Key, answer);

    private static string LinkOf(WebHost web, string about, OwnerAnswer answer) => LinkUrl.Answer(
        PublicUrl, WebHost.Wallet, Kind, about, answer, web.Time.GetUtcNow().AddDays(30), WebHost.LinkKeys).AbsolutePath;
}
