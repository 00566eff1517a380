using System.Text;
using Kwala.Channels.Email;
using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Tests.Email;

public sealed class SmtpVerdictTests
{
    [Theory]
    [InlineData("421 closing", SmtpPhase.Session, typeof(SendOutcome.Unreachable))]
    [InlineData("535 5.7.8 wrong password", SmtpPhase.Session, typeof(SendOutcome.Unreachable))]
    [InlineData("554 no service", SmtpPhase.Session, typeof(SendOutcome.Unreachable))]
    [InlineData("451 later", SmtpPhase.Sender, typeof(SendOutcome.Throttled))]
    [InlineData("550 5.7.1 not from you", SmtpPhase.Sender, typeof(SendOutcome.Rejected))]
    [InlineData("450 4.2.0 greylisted", SmtpPhase.Recipient, typeof(SendOutcome.Throttled))]
    [InlineData("550 5.1.1 no such user", SmtpPhase.Recipient, typeof(SendOutcome.RecipientGone))]
    [InlineData("550 no such user", SmtpPhase.Recipient, typeof(SendOutcome.RecipientGone))]
    [InlineData("556 5.1.10 null MX", SmtpPhase.Recipient, typeof(SendOutcome.RecipientGone))]
    [InlineData("550 5.2.1 disabled", SmtpPhase.Recipient, typeof(SendOutcome.RecipientGone))]
    [InlineData("552 5.2.2 mailbox full", SmtpPhase.Recipient, typeof(SendOutcome.Rejected))]
    [InlineData("550 5.7.1 policy", SmtpPhase.Recipient, typeof(SendOutcome.Rejected))]
    [InlineData("554 no", SmtpPhase.Recipient, typeof(SendOutcome.Rejected))]
    [InlineData("452 4.3.1 full", SmtpPhase.Content, typeof(SendOutcome.Throttled))]
    [InlineData("250 what?", SmtpPhase.Content, typeof(SendOutcome.Unreachable))]
    [InlineData("421 4.3.0 closing", SmtpPhase.Committed, typeof(SendOutcome.Throttled))]
    [InlineData("550 5.1.1 late verdict", SmtpPhase.Committed, typeof(SendOutcome.Rejected))]
    [InlineData("354 what?", SmtpPhase.Committed, typeof(SendOutcome.Unknown))]
    public async Task Refusal_counts_for_what_it_proves_in_its_phase(string line, object phase, Type expected)
    {
        var reply = await Read($"{line}\r\n");

        Assert.IsType(expected, SmtpVerdict.Of(reply, (SmtpPhase)phase, new SecretScrubber()));
    }

    [Theory]
    [InlineData(SmtpPhase.Session, false)]
    [InlineData(SmtpPhase.Sender, false)]
    [InlineData(SmtpPhase.Recipient, false)]
    [InlineData(SmtpPhase.Content, false)]
    [InlineData(SmtpPhase.Committed, true)]
    public void Broken_connection_is_in_doubt_only_after_the_final_dot(object phase, bool inDoubt) =>
        Assert.Equal(inDoubt, SmtpVerdict.Of("The server closed.", (SmtpPhase)phase) is SendOutcome.Unknown);

    [Theory]
    [InlineData("250 fine\r\n", 250, 1)]
    [InlineData("250-a\r\n250-b\r\n250 c\r\n", 250, 3)]
    [InlineData("220\r\n", 220, 1)]
    [InlineData("250-a\n250 b\n", 250, 2)]
    public async Task Reply_of_any_number_of_lines_is_read_whole(string text, int code, int lines)
    {
        var reply = await Read(text);

        Assert.Equal(code, reply.Code);
        Assert.Equal(lines, reply.Lines.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("250 no end")]
    [InlineData("25\r\n")]
    [InlineData("+25 x\r\n")]
    [InlineData("199 x\r\n")]
    [InlineData("600 x\r\n")]
    [InlineData("250x\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    public async Task What_is_no_reply_is_an_error_of_the_connection(string text) =>
        await Assert.ThrowsAsync<IOException>(() => Read(text));

    [Theory]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData("a", "a\r\n")]
    [InlineData(".a\r\n", "..a\r\n")]
    [InlineData("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n")]
    [InlineData(".", "..\r\n")]
    public void Leading_dots_are_doubled(string mail, string sent) => Assert.Equal(sent, SmtpSession.DotStuffed(mail));

    private static Task<SmtpReply> Read(string text) =>
        new SmtpReplyReader(new MemoryStream(Encoding.ASCII.GetBytes(text))).Read(CancellationToken.None);
}
