using System.Collections.Immutable;

namespace Kwala.Core.Links;

/// <summary>One secret that signs links.</summary>
/// <param name="Id">Stands in every link that it signs; never given to another secret.</param>
/// <param name="Secret">At least 32 random bytes.</param>
public readonly record struct LinkKey(byte Id, ReadOnlyMemory<byte> Secret);

/// <summary>
/// The secrets that sign links. The first signs; all verify, so that a new key can be put in front while links signed
/// with the old one still work. Says nothing of its secrets in <see cref="ToString"/>.
/// </summary>
public sealed class LinkKeyRing
{
    /// <summary>The shortest secret in bytes: the output size of SHA-256 (RFC 2104, section 3).</summary>
    public const int SecretSizeMin = 32;

    private readonly ImmutableArray<(byte Id, ImmutableArray<byte> Secret)> _keys;

    /// <summary>
    /// Takes at least one key; ids must differ and every secret have at least 32 bytes, else it throws.
    /// </summary>
    /// <param name="keys">The signing key first.</param>
    public LinkKeyRing(params IEnumerable<LinkKey> keys)
    {
        _keys = [.. keys.Select(key => (key.Id, ImmutableArray.Create(key.Secret.Span)))];
        if (_keys.IsEmpty || _keys.Any(key => key.Secret.Length < SecretSizeMin))
            throw new ArgumentException("Give at least one key, each of at least 32 bytes.", nameof(keys));
        if (_keys.Select(key => key.Id).Distinct().Count() != _keys.Length)
            throw new ArgumentException("Two keys have the same id.", nameof(keys));
    }

    internal byte SigningId => _keys[0].Id;

    internal ReadOnlySpan<byte> SecretOf(byte id) =>
        _keys.FirstOrDefault(key => key.Id == id) is { Secret.IsDefault: false } key ? key.Secret.AsSpan() : default;

    /// <summary>How many keys there are.</summary>
    public override string ToString() => $"{_keys.Length} link keys";
}
