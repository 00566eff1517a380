using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Channels.Email;

namespace Kwala.Channels.Tests.Email;

public sealed partial class MailTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("a=b", "a=3Db")]
    [InlineData("ends with space ", "ends with space=20")]
    [InlineData("tab\t", "tab=09")]
    [InlineData("ä", "=C3=A4")]
    [InlineData("one\ntwo\r\nthree", "one\r\ntwo\r\nthree")]
    public void Text_is_written_as_RFC_2045_says(string text, string expected) =>
        Assert.Equal(expected, QuotedPrintable.Encode(text));

    [Fact]
    public void Any_text_comes_back_from_quoted_printable_in_short_lines() =>
        Prop.ForAll<NonNull<string>>(given =>
        {
            var text = string.Concat(Enumerable.Repeat(given.Get, 8)).Replace('\0', 'x');
            var encoded = QuotedPrintable.Encode(text);
            return encoded.Split("\r\n").All(line => line.Length <= 76 && line.All(c => c is >= ' ' and <= '~' or '\t'))
                && Decode(encoded) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).ReplaceLineEndings("\n");
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Grüße", "=?utf-8?B?R3LDvMOfZQ==?=")]
    [InlineData("line\r\nBcc: x@example.org", "line  Bcc: x@example.org")]
    [InlineData("=?utf-8?B?eA==?=", "=?utf-8?B?PT91dGYtOD9CP2VBPT0/PQ==?=")]
    public void Subject_is_one_line_of_ASCII(string subject, string expected) =>
        Assert.Equal(expected, HeaderText.Encode(subject, "Subject: ".Length));

    [Fact]
    public void Any_subject_becomes_encoded_words_that_fit_their_lines() =>
        Prop.ForAll<NonNull<string>>(given =>
        {
            var encoded = HeaderText.Encode(string.Concat(Enumerable.Repeat(given.Get, 12)) + "ä", "Subject: ".Length);
            var lines = encoded.Split("\r\n");
            return lines.Skip(1).All(line => line.StartsWith(' ') && line.Length <= 76)
                && "Subject: ".Length + lines[0].Length <= 76
                && lines.All(line => EncodedWord().IsMatch(line.Trim()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Part_that_is_too_long_is_cut()
    {
        var text = new string('x', Mail.PartLengthMax);

        Assert.DoesNotContain('~', Written(text + "~"));
        Assert.Contains('~', Written(text[1..] + "~"));
    }

    [Fact]
    public void Part_that_is_cut_ends_with_a_whole_character()
    {
        var text = new string('x', Mail.PartLengthMax - 1);

        Assert.Equal(Written(text), Written(text + "😀"));
        var joined = Written(text[1..] + "😀").Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.EndsWith("=F0=9F=98=80\r\n", joined, StringComparison.Ordinal);
    }

    [Fact]
    public void Subject_that_is_cut_ends_with_a_whole_character()
    {
        var subject = new string('x', 799);

        Assert.Equal(HeaderText.Encode(subject, 0), HeaderText.Encode(subject + "😀", 0));
        Assert.Equal(HeaderText.Encode(subject[1..] + "😀", 0), HeaderText.Encode(subject[1..] + "😀~", 0));
        Assert.NotEqual(HeaderText.Encode(subject[1..], 0), HeaderText.Encode(subject[1..] + "😀", 0));
    }

    [Theory]
    [InlineData("Kwala Alerts", "From: Kwala Alerts <a@example.org>")]
    [InlineData("Kwala Älerts", "From: =?utf-8?B?S3dhbGEgw4RsZXJ0cw==?= <a@example.org>")]
    [InlineData("Kwala, Inc.", "From: =?utf-8?B?S3dhbGEsIEluYy4=?= <a@example.org>")]
    public void Name_of_the_sender_is_written_as_RFC_5322_and_2047_say(string name, string expected) =>
        Assert.StartsWith(
            expected + "\r\n",
            new Mail(
                new MailAddress("a@example.org", name), "b@example.org", "k", DateTimeOffset.UnixEpoch, "s", "t", null,
                false, null).Write(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("grüße@example.org")]
    [InlineData("owner@grüße.example")]
    public void Address_that_is_not_ASCII_is_told_its_other_form(string address) =>
        Assert.Contains("xn--", MailboxAddress.Check(address), StringComparison.Ordinal);

    [Fact]
    public void Mail_without_a_safe_key_still_has_safe_headers()
    {
        var mail = new Mail(
            new MailAddress("a@example.org", "Evil\" <x@example.org>\r\nBcc: y@example.org"), "b@example.org",
            "k\r\nBcc: z@example.org", DateTimeOffset.UnixEpoch, "s", "t", "<p>h</p>", false, null).Write();

        Assert.DoesNotMatch(BccHeader(), mail);
        Assert.Contains("Message-ID: <kBcczexampleorg@example.org>\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n", mail, StringComparison.Ordinal);
    }

    private static string Written(string text) => new Mail(
        new MailAddress("a@example.org"), "b@example.org", "k", DateTimeOffset.UnixEpoch, "s", text, null, false, null)
        .Write();

    private static string Decode(string encoded)
    {
        var bytes = new List<byte>();
        var text = encoded.Replace("=\r\n", "", StringComparison.Ordinal).ReplaceLineEndings("\n");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=') bytes.Add((byte)text[i]);
            else bytes.AddRange(Convert.FromHexString(text.AsSpan(i + 1, 2)));
            if (text[i] == '=') i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"^=\?utf-8\?B\?[A-Za-z0-9+/=]*\?=$")]
    private static partial Regex EncodedWord();

    [GeneratedRegex("^Bcc:", RegexOptions.Multiline)]
    private static partial Regex BccHeader();
}
