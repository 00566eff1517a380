using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Email;

/// <summary>Sends one mail over a connection of its own and tells what can be proved.</summary>
internal sealed class SmtpSender
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly string? _password;

    public SmtpSender(IOptions<SmtpOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        if (!string.IsNullOrEmpty(_options.User))
            _password = SecretText.Read("Password", _options.Password, _options.PasswordFile, out _);
        Scrubber = new SecretScrubber(
            _password, _password is null ? null : SmtpSession.PlainSecret(_options.User!, _password));
    }

    /// <summary>Knows the password.</summary>
    public SecretScrubber Scrubber { get; }

    /// <summary>The sender's name and address.</summary>
    public System.Net.Mail.MailAddress From => _options.Sender
        ?? throw new InvalidOperationException("From is not an address although the options were validated.");

    /// <summary>Tries once. Throws nothing but the caller's cancellation.</summary>
    public async Task<SendOutcome> Send(Mail mail, CancellationToken cancellationToken)
    {
        if (MailboxAddress.Check(mail.To) is { } problem) return new SendOutcome.Rejected(problem);
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var session = new SmtpSession(_options, _password);
        try
        {
            await session.Open(either.Token);
            var taken = await session.Deliver(mail.From.Address, mail.To, mail.Write(), either.Token);
            await session.Quit(either.Token);
            return new SendOutcome.Delivered(Scrubber.Reason(taken.ToString()));
        }
        catch (SmtpRefusal refusal)
        {
            return SmtpVerdict.Of(refusal.Reply, session.Phase, Scrubber);
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = failure is OperationCanceledException
                ? $"No answer within {_options.TimeLimit.TotalSeconds:0.###} s."
                : failure.Message;
            return SmtpVerdict.Of(Scrubber.Reason(words), session.Phase);
        }
    }
}
