using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Messages;

namespace Kwala.Workflows.Tests.Templates;

/// <summary>A token's name comes from whoever deployed it. It must stay words, whatever it holds.</summary>
public partial class HostileValueTests
{
    private const string Body = """
        # {{args.market}}

        {{args.market}} **{{args.market}}** _{{args.market}}_ `{{args.market}}`

        - {{args.market}}

        > {{args.market}}

        ```
        {{args.market}}
        ```

        [see {{args.market}}](https://example.org/tx/{{args.market}}?q={{args.market}}#{{args.market}})
        """;

    private static readonly MessageTemplate Template = Rendering.Template(Body, "T {{args.market}}");

    // What the template itself says, with a harmless value: the tags that any other value must give too.
    private static readonly string[] EmailTags = TagsOf(Render("x", Markup.EmailHtml));
    private static readonly string[] TelegramTags = TagsOf(Render("x", Markup.TelegramHtml));

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("**bold** _it_ `c` ~~s~~", "**bold** _it_ `c` ~~s~~")]
    [InlineData("[x](javascript:alert(1))", "[x](javascript:alert(1))")]
    [InlineData("![x](a)", "![x](a)")]
    [InlineData("\" onload='x'", "&quot; onload=&#39;x&#39;")]
    [InlineData("&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;")]
    [InlineData("{{value}} {{{value}}} {{#if late}}", "{{value}} {{{value}}} {{#if late}}")]
    [InlineData("a\r\n\r\n# b\n- c\n> d", "a    # b - c &gt; d")]
    [InlineData("\u202Eevil\u202C \u200Bx\u2066y", "evil xy")]
    [InlineData("\u0000\u0007\u001Bx\u007F\u009B", "x")]
    [InlineData("\uE000\uE001\uF8FF", "")]
    [InlineData("go to https://evil.example/x", "go to https:\u2060//evil.\u2060example/x")]
    [InlineData("@admin /start #tag me@evil.example",
        "@\u2060admin /\u2060start #\u2060tag me\u2060@evil.\u2060example")]
    [InlineData("1.05", "1.05")]
    [InlineData("eip155:1/0xabc:12", "eip155:1/0xabc:12")]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z")]
    public void A_value_is_shown_as_words(string value, string shown)
    {
        Assert.Equal($"<p>v {shown}</p>".Replace(" </p>", "</p>"),
            Rendering.Rendered("v {{args.market}}", Markup.EmailHtml, ("args.market", value)).Html);
        Assert.Equal($"v {shown}".TrimEnd(),
            Rendering.Rendered("v {{args.market}}", Markup.TelegramHtml, ("args.market", value)).Html);
    }

    [Theory]
    [InlineData("../../x", "https://example.org/..%2F..%2Fx")]
    [InlineData("a b&c=d#e?f", "https://example.org/a%20b%26c%3Dd%23e%3Ff")]
    [InlineData("\"><script>", "https://example.org/%22%3E%3Cscript%3E")]
    [InlineData("x.y@z", "https://example.org/x.y%40z")]
    public void A_value_stays_within_its_part_of_a_link(string value, string address) =>
        Assert.Equal($"<a href=\"{address}\">l</a>", Rendering.Rendered(
            "[l](https://example.org/{{args.market}})", Markup.TelegramHtml, ("args.market", value)).Html);

    [Fact]
    public void Half_a_character_becomes_the_replacement_character() =>
        Assert.Equal("\uFFFDx", Rendering.Rendered("{{args.market}}", Markup.None, ("args.market", "\uD800x")).Text);

    [Fact]
    public void No_value_adds_or_takes_a_tag()
    {
        var values = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(t => t ?? ""),
            Gen.Elements("<", ">", "&", "\"", "'", "*", "**", "_", "`", "```", "~~", "[", "](", ")", "!", "#", "\n",
                "\r", "- ", "1. ", "> ", "{{", "}}", "|", "\\", "<b>", "</b>", "<a href=x>", "http://evil.example",
                "\u202E",
                "\u2028", "\0", "\uE000", "&#60;", "javascript:", "x").ArrayOf().Select(string.Concat));
        Prop.ForAll(values.ToArbitrary(), value =>
        {
            // An empty value may leave an element empty; that is the template's own shape without it.
            var safe = value + "x";
            Assert.Equal(EmailTags, TagsOf(Render(safe, Markup.EmailHtml)));
            Assert.Equal(TelegramTags, TagsOf(Render(safe, Markup.TelegramHtml)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_value_of_100_KB_is_cut()
    {
        var html = Render(string.Concat(Enumerable.Repeat("<b>&", 25_000)), Markup.EmailHtml);
        Assert.InRange(html.Length, 100, 16_000);
        Assert.Equal(EmailTags, TagsOf(html));
    }

    [Fact]
    public void Telegram_gets_only_tags_that_it_knows() =>
        Assert.Equal(["a", "b", "code", "i", "pre"],
            TelegramTags.Select(t => t.Trim('<', '>', '/').Split(' ')[0]).Distinct().Order());

    private static string Render(string value, Markup markup) =>
        Rendering.Rendered(Template, markup, ("args.market", value)).Html!;

    // The address of a link varies with the value; that it stays one attribute is what the tag's form says.
    private static string[] TagsOf(string html) =>
        [.. Tags().Matches(html).Select(m => Address().Replace(m.Value, "href=\"https://example.org/tx/\""))];

    [GeneratedRegex("<[^>]*>?")]
    private static partial Regex Tags();

    [GeneratedRegex("href=\"https://example\\.org/[^\"<>' ]*\"")]
    private static partial Regex Address();
}
