using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Delivery;

/// <summary>
/// The deployment's keys from which the secret of every owner's webhook is derived (HKDF-SHA256, RFC 5869), so that
/// none has to be stored and none tells anything of another. Says nothing of its keys in <see cref="ToString"/>.
/// </summary>
public sealed class WebhookKeyRing
{
    /// <summary>The shortest key in bytes: the output size of SHA-256.</summary>
    public const int KeySizeMin = 32;

    private const int SecretSize = 32;

    private readonly ImmutableArray<ImmutableArray<byte>> _keys;

    /// <summary>Takes the newest key first; without any, owners have no webhooks.</summary>
    /// <param name="keys">Each of at least 32 bytes, else it throws.</param>
    public WebhookKeyRing(params IEnumerable<ReadOnlyMemory<byte>> keys)
    {
        _keys = [.. keys.Select(key => ImmutableArray.Create(key.Span))];
        if (_keys.Any(key => key.Length < KeySizeMin))
            throw new ArgumentException($"A key has at least {KeySizeMin} bytes.", nameof(keys));
    }

    /// <summary>Whether there is no key, and so no secret.</summary>
    public bool IsEmpty => _keys.IsEmpty;

    /// <summary>
    /// The secrets that a message to this endpoint is signed with, in the form of Standard Webhooks (<c>whsec_</c> and
    /// base64), the one to use first. Behind it the one with the number before, and then those of older keys: who still
    /// verifies with one of them can change over at leisure. They are bound to the wallet as well as to the URL, or
    /// whoever registered somebody else's URL would be told its secret.
    /// </summary>
    public ImmutableArray<string> SecretsOf(Address wallet, WebhookEndpoint endpoint) =>
    [
        .. from key in _keys
           from number in new[] { endpoint.SecretNumber, endpoint.SecretNumber - 1 }
           where number > 0
           select Derive(key, wallet, endpoint with { SecretNumber = number }),
    ];

    /// <summary>How many keys there are.</summary>
    public override string ToString() => $"{_keys.Length} webhook keys";

    private static string Derive(ImmutableArray<byte> key, Address wallet, WebhookEndpoint endpoint)
    {
        var number = endpoint.SecretNumber.ToString(CultureInfo.InvariantCulture);
        var info = Encoding.UTF8.GetBytes($"kwala webhook secret\n{wallet}\n{endpoint.Url}\n{number}");
        Span<byte> secret = stackalloc byte[SecretSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.AsSpan(), secret, [], info);
        return "whsec_" + Convert.ToBase64String(secret);
    }
}
