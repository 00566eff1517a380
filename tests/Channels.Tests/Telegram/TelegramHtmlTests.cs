using FsCheck;
using FsCheck.Fluent;
using Kwala.Channels.Telegram;

namespace Kwala.Channels.Tests.Telegram;

public sealed class TelegramHtmlTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("<b>bold</b> text", 9, "<b>bold</b> text")]
    [InlineData("<b>bold</b> text", 8, "<b>bold</b> te…")]
    [InlineData("<b>bold</b> text", 4, "<b>bol…</b>")]
    [InlineData("<b><i>both</i></b>", 3, "<b><i>bo…</i></b>")]
    [InlineData("<a href=\"https://x.org/?a=1&amp;b=2\">link</a>", 3, "<a href=\"https://x.org/?a=1&amp;b=2\">li…</a>")]
    [InlineData("a &amp; b", 5, "a &amp; b")]
    [InlineData("a &amp; b &lt; c", 5, "a &amp; …")]
    [InlineData("😀😀😀", 4, "😀…")]
    [InlineData("a < b", 5, "a < b")]
    [InlineData("</b></b>x", 1, "</b></b>x")]
    [InlineData("<&amp;<b>&text", 3, "<&amp;<b>&t…")]
    public void Cut_keeps_tags_entities_and_surrogates_whole(string html, int visibleMax, string expected) =>
        Assert.Equal(expected, TelegramHtml.Cut(html, visibleMax));

    [Fact]
    public void Any_text_cut_anywhere_stays_balanced_and_within_its_limit() =>
        Prop.ForAll(
            Gen.Elements("<b>", "</b>", "<i>", "</i>", "text", "&amp;", "&lt;", "😀", "<", "&", "\n")
                .ListOf().ToArbitrary(),
            Gen.Choose(1, 30).ToArbitrary(),
            (pieces, max) =>
            {
                var cut = TelegramHtml.Cut(string.Concat(pieces), max);
                return TelegramHtml.VisibleLength(cut) <= max && !char.IsHighSurrogate(cut.LastOrDefault());
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Escaped_text_is_shown_as_it_was_written() =>
        Prop.ForAll<NonNull<string>>(text =>
            TelegramHtml.Plain(TelegramHtml.Escape(text.Get)) == text.Get
            && TelegramHtml.VisibleLength(TelegramHtml.Escape(text.Get)) == text.Get.Length)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Text_that_is_all_tags_is_bounded_too()
    {
        var cut = TelegramHtml.Cut(string.Concat(Enumerable.Repeat("<b>", 20_000)), 4096);

        Assert.True(cut.Length <= TelegramHtml.RawLengthMax, $"{cut.Length}");
    }

    [Fact]
    public void Note_of_repeat_and_way_out_survive_the_cut()
    {
        var message = Compliance.ChannelUnderTest.Message("1") with
        {
            Content = new("A & B", "", string.Concat(Enumerable.Repeat("<b>x</b>", 3_000)) + new string('y', 5_000)),
            MayBeRepeat = true,
        };

        var text = TelegramText.Of(message);

        Assert.StartsWith("<b>A &amp; B</b>\n\n<b>x</b>", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "…\n\n<i>You may have received this message already.</i>"
            + "\n\n<a href=\"https://kwala.example/u/abc?a=1&amp;b=2\">Stop these messages</a>",
            text,
            StringComparison.Ordinal);
        Assert.InRange(TelegramHtml.VisibleLength(text), 4000, 4096);
    }
}
