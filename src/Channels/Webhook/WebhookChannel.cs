using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Kwala.Channels.Http;
using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Webhook;

/// <summary>
/// Posts signed JSON as Standard Webhooks says (github.com/standard-webhooks/standard-webhooks). The id is the delivery
/// key and stays the same in every attempt, so a receiver that keeps the specification collapses repeats. The
/// protocol's endpoint and each owner's have secrets of their own: none can speak to another in our name.
/// </summary>
internal sealed class WebhookChannel : IChannel, IDisposable
{
    private const int UrlLengthMax = 2048;

    // The status says it all.
    private const int AnswerSizeMax = 0;

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _protocol;
    private readonly WebhookKeyRing _owners;
    private readonly HttpClient _toOwners;
    private readonly HttpClient _toProtocol;

    public WebhookChannel(IOptions<WebhookOptions> options, WebhookKeyRing owners, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _owners = owners;
        var secrets = WebhookSecrets.Of(_options);
        _protocol = secrets.Protocol;
        Scrubber = new SecretScrubber(secrets.Spoken);
        _toOwners = Client(guarded: !_options.AllowPrivateAddresses);
        _toProtocol = Client(guarded: false);
    }

    /// <summary>Knows the secrets.</summary>
    public SecretScrubber Scrubber { get; }

    public ChannelName Name => ChannelName.Webhook;

    public bool CollapsesByKey => true;

    public Markup Markup => Markup.None;

    public bool NeedsAddress => _options.Url is null;

    public AddressCheck Check(string address)
    {
        if (_owners.IsEmpty)
            return new AddressCheck.Invalid(
                $"Owners have no webhooks here: the operator must set {WebhookOptions.Section}:OwnerKeys.");
        if (!WebhookEndpoint.TryParse(address, out var endpoint))
            return new AddressCheck.Invalid(
                "Leave the fragment out of the URL, or write #2 for your webhook's second secret, #3 for the third.");
        if (address.Length > UrlLengthMax || !Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var url)
            || (url.Scheme != "https" && (url.Scheme != "http" || !_options.AllowHttp)))
            return new AddressCheck.Invalid(_options.AllowHttp
                ? "A webhook's address is an http or https URL of at most 2048 characters."
                : "A webhook's address is an https URL of at most 2048 characters.");
        if (url.UserInfo.Length > 0)
            return new AddressCheck.Invalid("Leave user and password out of the URL.");
        // Names are checked when they are connected to; a literal address can be told at once.
        if (!_options.AllowPrivateAddresses
            && IPAddress.TryParse(url.IdnHost, out var literal) && !PublicAddress.Is(literal))
            return new AddressCheck.Invalid("The URL leads to a private, loopback or link-local address.");
        return new AddressCheck.Valid((endpoint with { Url = url.AbsoluteUri }).ToString());
    }

    public async Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        var toProtocol = message.Address.Length == 0 && _options.Url is not null;
        if (!toProtocol && Check(message.Address) is AddressCheck.Invalid invalid)
            return new SendOutcome.Rejected(invalid.Problem);
        var texts = toProtocol ? _protocol : OwnersSecrets(message);
        var secrets = texts.Select(text => WebhookSecret.Parse(text)!);
        var body = WebhookBody.Of(message);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        KeyValuePair<string, string>[] headers =
        [
            new("webhook-id", message.Key),
            new("webhook-timestamp", timestamp),
            new("webhook-signature", string.Join(' ', secrets.Select(s => s.Sign(message.Key, timestamp, body)))),
            new("User-Agent", "Kwala-Webhook/1"),
        ];
        // A receiver knows its own secrets and may answer with them.
        var scrubber = new SecretScrubber(texts.SelectMany(WebhookSecret.Spoken));
        var post = new JsonPost(toProtocol ? _toProtocol : _toOwners, scrubber, _time, AnswerSizeMax);
        var url = toProtocol ? _options.Url! : new Uri(message.Address);
        var answer = await post.Send(url, body, headers, _options.TimeLimit, cancellationToken);
        return answer.Match<SendOutcome>(
            WebhookVerdict.Of,
            notSent => notSent.IsForbidden
                ? new SendOutcome.Rejected(notSent.Reason)
                : new SendOutcome.Unreachable(notSent.Reason),
            noAnswer => new SendOutcome.Unknown(noAnswer.Reason));
    }

    public void Dispose()
    {
        _toOwners.Dispose();
        _toProtocol.Dispose();
    }

    private ImmutableArray<string> OwnersSecrets(OutboundMessage message) =>
        Address.TryParse(message.Wallet, out var wallet) && WebhookEndpoint.TryParse(message.Address, out var endpoint)
            ? _owners.SecretsOf(wallet, endpoint)
            : throw new ArgumentException("A message names its wallet, and its address was checked.", nameof(message));

    private static HttpClient Client(bool guarded)
    {
        var handler = JsonPost.Handler();
        if (guarded) handler.ConnectCallback = PublicConnection.Open;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
