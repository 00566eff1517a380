using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Links;

public sealed class LinkUrlTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Address Wallet = Address.FromBytes(new byte[Address.Size]);
    private static readonly LinkKeyRing Keys = new(new LinkKey(1, new byte[LinkKeyRing.SecretSizeMin]));

    [Theory]
    [InlineData("https://notify.example.org")]
    [InlineData("https://notify.example.org/")]
    [InlineData("https://example.org/notify")]
    [InlineData("https://example.org/notify/")]
    public void Links_lie_under_the_public_url_with_or_without_its_last_slash(string publicUrl)
    {
        var url = LinkUrl.ConfirmEmail(new Uri(publicUrl), Wallet, "a@example.org", Now.AddDays(1), Keys);

        Assert.StartsWith($"{publicUrl.TrimEnd('/')}/l/", url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_link_carries_the_context_that_it_is_signed_with_but_for_the_answer()
    {
        var url = LinkUrl.Answer(
            new Uri("https://example.org"), Wallet, new KindName("risk"), "3", OwnerAnswer.KeepTelling, Now.AddDays(1),
            Keys);

        var path = url.AbsolutePath.Split('/');
        Assert.Equal(["", "l", path[2], "risk", "3", "keep-telling"], path);
        Assert.IsType<LinkCheck.Valid>(LinkToken.Check(
            path[2], LinkPurpose.Answer, LinkContext.Answer("risk", "3"), Now, Keys));
        Assert.IsType<LinkCheck.Forged>(LinkToken.Check(
            path[2], LinkPurpose.Answer, LinkContext.Answer("risk", "4"), Now, Keys));
    }

    [Fact]
    public void Every_answer_has_a_word_of_its_own_that_is_read_back_and_words_that_fit_a_button()
    {
        var kind = new KindName(new string('k', 64));
        foreach (var answer in Enum.GetValues<OwnerAnswer>())
        {
            Assert.Equal(answer, OwnerAnswers.OfWord(OwnerAnswers.Word(answer)));
            Assert.InRange(OwnerAnswers.Label(answer).Length, 1, 20);
            Assert.InRange(OwnerAnswers.Done(answer, kind).Length, 1, 200);
        }

        Assert.Null(OwnerAnswers.OfWord("useless"));
    }

    [Fact]
    public void An_unsubscribe_link_carries_the_context_that_it_is_signed_with()
    {
        var url = LinkUrl.Unsubscribe(
            new Uri("https://example.org"), Wallet, ChannelName.Email, new KindName("risk"), Now.AddDays(1), Keys);

        var path = url.AbsolutePath.Split('/');
        Assert.Equal(["", "l", path[2], "email", "risk"], path);
        Assert.IsType<LinkCheck.Valid>(LinkToken.Check(
            path[2], LinkPurpose.Unsubscribe, LinkContext.Unsubscribe(ChannelName.Email, "risk"), Now, Keys));
        Assert.IsType<LinkCheck.Forged>(LinkToken.Check(
            path[2], LinkPurpose.Unsubscribe, LinkContext.Unsubscribe(ChannelName.Email, "other"), Now, Keys));
    }

    [Fact]
    public void A_telegram_link_opens_the_bot_with_a_token_that_binds()
    {
        var url = LinkUrl.BindTelegram("kwala_bot", Wallet, Now.AddDays(1), Keys);

        Assert.StartsWith("https://t.me/kwala_bot?start=", url.AbsoluteUri, StringComparison.Ordinal);
        Assert.IsType<LinkCheck.Valid>(LinkToken.Check(
            url.Query["?start=".Length..], LinkPurpose.Bind, LinkContext.Bind(ChannelName.Telegram), Now, Keys));
    }
}
