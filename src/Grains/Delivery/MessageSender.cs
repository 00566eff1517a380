using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Delivery;

/// <summary>Makes one attempt at one delivery: words, links, channel. Knows no wallet's state.</summary>
internal sealed partial class MessageSender(
    IEnumerable<IChannel> channels,
    MessageWords words,
    MessageLinks links,
    SendGates gates,
    OffTurn offTurn,
    ILogger<MessageSender> logger)
{
    // A channel has limits of its own and answers within them; this one keeps a broken channel from holding a place.
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(2);

    public ImmutableSortedDictionary<ChannelName, IChannel> Channels { get; } =
        channels.ToImmutableSortedDictionary(channel => channel.Name, channel => channel);

    /// <summary>Starts an attempt outside the caller's turn: a slow channel holds up nobody.</summary>
    public Task<SendOutcome> Begin(Address wallet, ReadyDelivery ready) =>
        offTurn.Run(() => Send(wallet, ready, CancellationToken.None));

    /// <summary>How the attempt ended. Never throws but on cancellation.</summary>
    public async Task<SendOutcome> Send(Address wallet, ReadyDelivery ready, CancellationToken cancellationToken)
    {
        var (channel, lane) = (ready.Delivery.Channel, ready.Notification.Lane);
        if (!await gates.Enter(channel, lane, ready.Address, cancellationToken))
            return new SendOutcome.Unreachable("The silo stopped before it was this message's turn.");
        try
        {
            using var activity = LogTrace.Start("send", ActivityKind.Producer, ready.Notification.CorrelationId)
                ?.SetTag("kwala.channel", ready.Delivery.Channel.Value);
            var start = offTurn.Time.GetTimestamp();
            var outcome = await Attempt(wallet, ready, cancellationToken);
            activity?.SetTag("kwala.outcome", outcome.GetType().Name);
            GrainsInstruments.Sent(ready.Delivery.Channel, outcome, offTurn.Time.GetElapsedTime(start));
            LogSent(ready.Delivery.Channel, outcome.GetType().Name, wallet, ready.Notification.CorrelationId);
            return outcome;
        }
        finally
        {
            gates.Leave();
        }
    }

    private async Task<SendOutcome> Attempt(Address wallet, ReadyDelivery ready, CancellationToken cancellationToken)
    {
        if (!Channels.TryGetValue(ready.Delivery.Channel, out var channel))
            return new SendOutcome.Rejected($"The channel {ready.Delivery.Channel} is not configured.");
        RenderOutcome rendered;
        try
        {
            rendered = await words.For(ready.Notification, channel.Markup);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The words come from the registry; where it cannot be asked nothing was sent yet.
            LogNoWords(failure, ready.Notification.CorrelationId);
            return new SendOutcome.Unreachable("The workflow's template could not be read.");
        }

        if (rendered is not RenderOutcome.Rendered { Message: var message })
            return new SendOutcome.Rejected(((RenderOutcome.Failed)rendered).Reason);
        // A slow save, or a long queue for a place, may have outlasted what was still news when it was decided.
        if (offTurn.Time.GetUtcNow() > ready.Notification.ValidUntil)
            return new SendOutcome.Unreachable("It waited for its turn until it was no longer news.");
        try
        {
            return await channel.Send(Outbound(wallet, ready, message), cancellationToken)
                .WaitAsync(AnswerMax, offTurn.Time, cancellationToken);
        }
        catch (TimeoutException failure)
        {
            LogThrew(failure, channel.Name);
            return new SendOutcome.Unknown(
                $"The channel {channel.Name} gave no answer for {AnswerMax.TotalMinutes} minutes.");
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A channel throws nothing; one that does may have sent before.
            LogThrew(failure, channel.Name);
            return new SendOutcome.Unknown($"The channel {channel.Name} failed unexpectedly.");
        }
    }

    private OutboundMessage Outbound(Address wallet, ReadyDelivery ready, RenderedMessage message)
    {
        var (delivery, notification) = (ready.Delivery, ready.Notification);
        return new OutboundMessage(
            delivery.Key.ToString(),
            ready.Address,
            wallet.ToString(),
            message,
            notification.Fields,
            notification.Kind.Value,
            notification.Role,
            notification.Lane,
            notification.Urgency,
            delivery.MayBeRepeat,
            links.Unsubscribe(wallet, delivery.Channel, notification),
            notification.CorrelationId)
        {
            Buttons = links.Buttons(wallet, delivery.Channel, ready.Address, notification),
            Answers = links.Answers(wallet, notification),
        };
    }

    [LoggerMessage(LogLevel.Debug, "{Channel}: {Outcome} for {Wallet} ({CorrelationId})")]
    private partial void LogSent(ChannelName channel, string outcome, Address wallet, string correlationId);

    [LoggerMessage(LogLevel.Warning, "No words for {CorrelationId}; it is tried again.")]
    private partial void LogNoWords(Exception failure, string correlationId);

    [LoggerMessage(LogLevel.Error, "The channel {Channel} threw instead of answering.")]
    private partial void LogThrew(Exception failure, ChannelName channel);
}
