using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

/// <summary>What a wallet learned, and what its owner takes back.</summary>
public sealed class LearnedTests
{
    private static readonly string Path = $"/v1/wallets/{WebHost.Wallet}/learned";
    private static readonly KindName Kind = new("liquidation-risk");

    private static readonly (string Body, Undo What)[] Undos =
    [
        ("""{"what": "keep-telling", "kind": "liquidation-risk", "size": 0}""", new Undo.KeepTelling(Kind, 0)),
        ("""{"what": "forget-kind", "kind": "liquidation-risk"}""", new Undo.ForgetKind(Kind)),
        ("""{"what": "forget-all"}""", new Undo.ForgetAll()),
        ("""{"what": "never-learn"}""", new Undo.NeverLearn()),
        ("""{"what": "learn-again", "kind": null}""", new Undo.LearnAgain()),
    ];

    [Fact]
    public async Task What_was_learned_is_told_in_words_and_in_members()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Learned = [new LearnedThing("kept", "I keep telling you.", Kind, 2), new("stage", "New.", null, null)];

        var answer = await web.Send("GET", Path);

        Assert.Equal(
            """{"items":[{"code":"kept","text":"I keep telling you.","kind":"liquidation-risk","size":2},"""
            + """{"code":"stage","text":"New.","kind":null,"size":null}]}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Owner_takes_back_what_was_learned_and_sees_what_is_left()
    {
        await using var web = await WebHost.Start();

        foreach (var (body, _) in Undos)
            Assert.Equal(
                """{"items":[]}""", await (await web.Send("POST", $"{Path}/undo", body)).Content.ReadAsStringAsync());

        Assert.Equal(Undos.Select(it => (WebHost.Wallet, it.What)), web.Kwala.Undone);
    }

    [Theory]
    [InlineData("{", "#")]
    [InlineData("[]", "#")]
    [InlineData("{}", "#/what")]
    [InlineData("""{"what": "forget-al"}""", "#/what")]
    [InlineData("""{"what": "keep-telling"}""", "#/kind #/size")]
    [InlineData("""{"what": "keep-telling", "kind": "No Kind", "size": 8}""", "#/kind #/size")]
    [InlineData("""{"what": "forget-kind", "kind": "governance", "size": 1}""", "#/size")]
    [InlineData("""{"what": "forget-all", "kind": "governance", "when": "now"}""", "#/when #/kind")]
    public async Task What_cannot_be_taken_back_is_refused_with_every_place(string body, string places)
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("POST", $"{Path}/undo", body)).Problem(400, "invalid-request");

        Assert.Equal(places.Split(' '), problem.Places());
        Assert.Empty(web.Kwala.Undone);
    }

    [Fact]
    public async Task What_nobody_answers_is_unavailable()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Down = true;

        await (await web.Send("GET", Path)).Problem(503, "unavailable");
        await (await web.Send("POST", $"{Path}/undo", """{"what": "forget-all"}""")).Problem(503, "unavailable");
    }
}
