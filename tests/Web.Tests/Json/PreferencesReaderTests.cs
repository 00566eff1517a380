using System.Text.Json;
using Kwala.Core.Wallets;
using Kwala.Web.Json;
using Kwala.Web.Problems;

namespace Kwala.Web.Tests.Json;

/// <summary>How much a wallet's preferences may hold: at each limit it is read, one beyond it is a mistake.</summary>
public sealed class PreferencesReaderTests
{
    private static readonly string Long64 = new('n', 64);
    private static readonly string Long32 = new('c', 32);

    public static TheoryData<string, string> AtItsLimit => new()
    {
        { Body("tier", $"\"{Long64}\""), Body("tier", $"\"{Long64}n\"") },
        { Thresholds(64), Thresholds(65) },
        { Threshold(Long64, "1"), Threshold(Long64 + "n", "1") },
        { Threshold("risk", new string('9', 78)), Threshold("risk", "1" + new string('0', 78)) },
        { Threshold("risk", "0." + new string('1', 36)), Threshold("risk", "0." + new string('1', 37)) },
        { Band("1", "2"), Band("2", "2") },
        { OptOut("kinds", List(64, Name)), OptOut("kinds", List(65, Name)) },
        { OptOut("kinds", $"[\"{Long64}\"]"), OptOut("kinds", $"[\"{Long64}n\"]") },
        { OptOut("channels", $"[\"{Long32}\"]"), OptOut("channels", $"[\"{Long32}c\"]") },
        { OptOut("routes", List(64, Route)), OptOut("routes", List(65, Route)) },
        { OptOut("routes", $"[{Route(0)}]"), OptOut("routes", """[{"kind": "risk"}]""") },
        { Contact(Long32, "a"), Contact(Long32 + "c", "a") },
        { Contact("email", new string('a', 1024)), Contact("email", new string('a', 1025)) },
    };

    [Theory]
    [MemberData(nameof(AtItsLimit))]
    public void What_is_at_its_limit_is_read_and_what_is_beyond_is_a_mistake(string at, string beyond)
    {
        Assert.Empty(MistakesOf(at));
        Assert.Single(MistakesOf(beyond));
    }

    [Fact]
    public void No_more_than_a_hundred_mistakes_are_told()
    {
        var many = string.Join(',', Enumerable.Range(0, 101).Select(index => $"\"member-{index}\": 1"));

        Assert.Equal(100, MistakesOf($"{{{many}}}").Count);
    }

    [Fact]
    public void A_place_is_told_as_a_pointer_however_its_members_are_named()
    {
        var endless = new string('x', 1000);

        var places = MistakesOf($$"""{"a/b~c d": 1, "{{endless}}": 1}""");

        Assert.Equal(["#/a~1b~0c%20d", $"#/{endless[..80]}"], places);
    }

    private static List<string?> MistakesOf(string body)
    {
        var mistakes = new Mistakes();
        PreferencesReader.Read(JsonElement.Parse(body), Preferences.Unset, mistakes);
        return [.. mistakes.ToImmutable().Select(mistake => mistake.Pointer)];
    }

    private static string Body(string member, string value) => $$"""{"{{member}}": {{value}}}""";

    private static string OptOut(string member, string value) => Body("optOut", Body(member, value));

    private static string Threshold(string workflow, string below) =>
        Body("thresholds", Body(workflow, Body("below", $"\"{below}\"")));

    private static string Thresholds(int count)
    {
        var entries = Enumerable.Range(0, count).Select(index => $$"""  "w{{index}}": {"below": 1}""");
        return Body("thresholds", $"{{{string.Join(',', entries)}}}");
    }

    private static string Band(string low, string high) =>
        Body("thresholds", Body("risk", $$"""{"low": {{low}}, "high": {{high}}}"""));

    private static string Contact(string channel, string address) =>
        Body("contacts", Body(channel, Body("address", $"\"{address}\"")));

    private static string List(int count, Func<int, string> item) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";

    private static string Name(int index) => $"\"k{index}\"";

    private static string Route(int index) => $$"""{"kind": "k{{index}}", "channel": "email"}""";
}
