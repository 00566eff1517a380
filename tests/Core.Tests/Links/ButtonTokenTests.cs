using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Links;

public sealed class ButtonTokenTests
{
    private static readonly LinkKey Old = new(1, Enumerable.Repeat((byte)0x11, 32).ToArray());
    private static readonly LinkKey New = new(2, Enumerable.Repeat((byte)0x22, 32).ToArray());
    private static readonly LinkKeyRing Keys = new(Old);
    private static readonly KindName Kind = new("liquidation-risk");
    private static readonly Address Wallet = Address.FromBytes([.. Enumerable.Range(1, 20).Select(i => (byte)i)]);
    private static readonly ButtonPress Press = new(OwnerAnswer.Fewer, Wallet, 0xfedcba9876543210, Kind);

    [Fact]
    public void Token_fits_callback_data_of_Telegram()
    {
        var token = Sign();

        Assert.Equal(ButtonToken.Length, token.Length);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(token), 1, 64);
    }

    [Fact]
    public void Token_gives_back_what_was_signed_with_the_kind_that_it_was_signed_for()
    {
        foreach (var answer in Enum.GetValues<OwnerAnswer>())
        {
            var press = Press with { Answer = answer };
            var token = ButtonToken.Sign(press, ChannelName.Telegram, "4242", Keys);

            Assert.Equal(press, Check(token, kinds: ["governance", "liquidation-risk"]));
        }
    }

    [Fact]
    public void Token_is_refused_from_another_chat_over_another_channel_and_for_another_kind()
    {
        var token = Sign();

        Assert.NotNull(Check(token));
        Assert.Null(Check(token, address: "4243"));
        Assert.Null(Check(token, address: ""));
        Assert.Null(Check(token, channel: ChannelName.Email));
        Assert.Null(Check(token, kinds: ["governance"]));
        Assert.Null(Check(token, kinds: []));
    }

    [Fact]
    public void Token_with_any_character_changed_is_never_taken()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = Sign();
        foreach (var at in Enumerable.Range(0, token.Length))
            foreach (var letter in alphabet.Where(letter => letter != token[at]))
                Assert.True(
                    Check(string.Concat(token.AsSpan(0, at), [letter], token.AsSpan(at + 1))) is null
                    || at == token.Length - 1, // The last character has bits that nothing is made of.
                    $"{letter} at {at}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("äAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Any_other_text_is_no_button_of_ours(string text) => Assert.Null(Check(text));

    [Fact]
    public void Token_of_a_key_that_was_put_behind_is_still_taken_and_of_one_that_was_taken_out_is_not()
    {
        var token = Sign();

        Assert.NotNull(Check(token, keys: new LinkKeyRing(New, Old)));
        Assert.Null(Check(token, keys: new LinkKeyRing(New)));
    }

    private static string Sign() => ButtonToken.Sign(Press, ChannelName.Telegram, "4242", Keys);

    private static ButtonPress? Check(
        string text, ChannelName? channel = null, string address = "4242", string[]? kinds = null, LinkKeyRing? keys = null) =>
        ButtonToken.Check(
            text,
            channel ?? ChannelName.Telegram,
            address,
            (kinds ?? [Kind.Value]).Select(kind => new KindName(kind)),
            keys ?? Keys);
}
