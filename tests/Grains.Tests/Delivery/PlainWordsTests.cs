using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Grains.Delivery;

namespace Kwala.Grains.Tests.Delivery;

public sealed class PlainWordsTests
{
    private static RenderedMessage Words(Markup markup, params (string Name, string Value)[] fields) =>
        PlainWords.Of(Alerts.Of(DateTimeOffset.UnixEpoch, Lane.Critical, default, fields), markup);

    [Fact]
    public void Words_name_kind_role_wallet_and_every_field_that_has_a_value()
    {
        var words = Words(Markup.None, ("empty", ""), ("value", "1.2"), ("walletShort", "0x12…34"));

        Assert.Equal("liquidation-risk: alert for 0x12…34", words.Title);
        Assert.Equal("liquidation-risk: alert for 0x12…34\n\nvalue: 1.2\nwalletShort: 0x12…34", words.Text);
        Assert.Null(words.Html);
    }

    [Theory]
    [InlineData(Markup.EmailHtml, "<pre>liquidation-risk: alert for market\n\nname: &lt;b&gt;&amp;</pre>")]
    [InlineData(Markup.TelegramHtml, "liquidation-risk: alert for market\n\nname: &lt;b&gt;&amp;")]
    public void Value_is_never_markup(Markup markup, string html) =>
        Assert.Equal(html, Words(markup, ("name", "<b>&")).Html);

    [Fact]
    public void Field_that_makes_it_too_long_is_left_out_and_shorter_ones_after_it_stay()
    {
        var words = Words(Markup.None, ("a", new string('x', 2900)), ("b", new string('y', 2900)), ("c", "short"));

        Assert.InRange(words.Text.Length, 2900, 3000);
        Assert.DoesNotContain("y", words.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nc: short", words.Text, StringComparison.Ordinal);
    }
}
