using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;

namespace Kwala.Core.Tests.Links;

public sealed partial class LinkTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 30, TimeSpan.Zero);
    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] New = [.. Enumerable.Repeat((byte)0x22, 32)];
    private static readonly LinkKeyRing Keys = new(new LinkKey(1, Old));
    private static readonly Address Wallet = Address.FromBytes([.. Enumerable.Range(1, 20).Select(i => (byte)i)]);

    [Fact]
    public void Token_fits_the_start_parameter_of_Telegram()
    {
        var token = Sign();

        Assert.Matches(StartParameter(), token);
        Assert.Equal(LinkToken.Length, token.Length);
    }

    [Fact]
    public void Token_gives_back_what_was_signed_for_any_wallet_and_time() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes.Length >= 20),
            ArbMap.Default.ArbFor<uint>(),
            (bytes, minutes) =>
            {
                var expires = DateTimeOffset.UnixEpoch.AddMinutes(minutes % 1_000_000_000);
                var claim = new LinkClaim(LinkPurpose.Unsubscribe, Address.FromBytes(bytes.AsSpan(0, 20)), expires);
                var token = LinkToken.Sign(claim, "email\nk", Keys);
                var check = LinkToken.Check(
                    token, LinkPurpose.Unsubscribe, "email\nk", expires.AddMinutes(-1), Keys);
                return check.Equals(new LinkCheck.Valid(claim)) && LinkToken.ClaimedWallet(token) == claim.Wallet;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Token_with_any_character_changed_is_never_valid()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = Sign();
        var changes = from at in Enumerable.Range(0, token.Length) from letter in alphabet select (at, letter);
        foreach (var (at, letter) in changes)
        {
            var changed = string.Concat(token.AsSpan(0, at), [letter], token.AsSpan(at + 1));
            Assert.Equal(changed == token, Check(changed) is LinkCheck.Valid);
            Assert.True(changed == token || Check(changed) is LinkCheck.Forged);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(29, true)]
    [InlineData(30, false)] // 12:01:00: the expiry of 12:00:30 rounds up to the whole minute.
    [InlineData(86_400, false)]
    public void Token_is_good_until_its_minute_is_over(int secondsLater, bool good)
    {
        var check = Check(Sign(Now), Now.AddSeconds(secondsLater));

        Assert.Equal(good, check is LinkCheck.Valid);
        Assert.Equal(good, check is not LinkCheck.Expired);
    }

    [Theory]
    [InlineData(LinkPurpose.Bind, "telegram", true)]
    [InlineData(LinkPurpose.Bind, "email", false)]
    [InlineData(LinkPurpose.Bind, "", false)]
    [InlineData(LinkPurpose.ConfirmEmail, "telegram", false)]
    [InlineData(LinkPurpose.Unsubscribe, "telegram", false)]
    public void Token_is_good_for_its_own_purpose_and_context_only(LinkPurpose purpose, string context, bool good)
    {
        var check = LinkToken.Check(Sign(), purpose, context, Now, Keys);

        Assert.Equal(good, check is LinkCheck.Valid);
        Assert.Equal(good, check is not LinkCheck.Forged);
    }

    [Fact]
    public void Links_of_the_old_key_work_until_it_is_taken_away()
    {
        var old = Sign();
        var both = new LinkKeyRing(new LinkKey(2, New), new LinkKey(1, Old));
        var signedByNew = LinkToken.Sign(new(LinkPurpose.Bind, Wallet, Now.AddHours(1)), "telegram", both);

        Assert.IsType<LinkCheck.Valid>(LinkToken.Check(old, LinkPurpose.Bind, "telegram", Now, both));
        var onlyNew = new LinkKeyRing(new LinkKey(2, New));
        Assert.IsType<LinkCheck.Forged>(LinkToken.Check(old, LinkPurpose.Bind, "telegram", Now, onlyNew));
        Assert.IsType<LinkCheck.Forged>(LinkToken.Check(signedByNew, LinkPurpose.Bind, "telegram", Now, Keys));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("========================================================")]
    [InlineData("                                                        ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("äAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Text_without_the_form_of_a_token_is_malformed(string text)
    {
        Assert.IsType<LinkCheck.Malformed>(Check(text));
        Assert.Null(LinkToken.ClaimedWallet(text));
    }

    /// <summary>
    /// Links stand in sent mail for months. Computed with Python's hmac from the layout that LinkToken states.
    /// </summary>
    [Fact]
    public void Signature_does_not_change_between_versions() =>
        Assert.Equal("AQEByImtAQIDBAUGBwgJCgsMDQ4PEBESExSn3ha_3FyLGqPX562OnE82", Sign());

    [Fact]
    public void Key_ring_refuses_weak_or_ambiguous_keys_and_prints_none()
    {
        Assert.Throws<ArgumentException>(() => new LinkKeyRing());
        Assert.Throws<ArgumentException>(() => new LinkKeyRing(new LinkKey(1, new byte[31])));
        Assert.Throws<ArgumentException>(() => new LinkKeyRing(new LinkKey(1, Old), new LinkKey(1, New)));
        Assert.Equal("1 link keys", Keys.ToString());
    }

    [Fact]
    public void Unsubscribe_context_tells_channel_from_kind() =>
        Assert.NotEqual(
            LinkContext.Unsubscribe(new ChannelName("a"), "b"), LinkContext.Unsubscribe(new ChannelName("ab"), ""));

    private static string Sign(DateTimeOffset? expires = null) =>
        LinkToken.Sign(new LinkClaim(LinkPurpose.Bind, Wallet, expires ?? Now.AddHours(1)), "telegram", Keys);

    private static LinkCheck Check(string token, DateTimeOffset? now = null) =>
        LinkToken.Check(token, LinkPurpose.Bind, "telegram", now ?? Now, Keys);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex StartParameter();
}
