using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Ports.Storage;

namespace Kwala.Storage;

/// <summary>
/// Turns stored states into bytes and back: a version byte, then UTF-8 JSON of that version (<see cref="StateCodec"/>).
/// </summary>
internal sealed class StateFormat(IEnumerable<StateCodec> codecs)
{
    private readonly FrozenDictionary<Type, StateCodec> _codecs = codecs.ToFrozenDictionary(codec => codec.Type);

    /// <summary>The bytes of a state.</summary>
    public byte[] Encode<T>(T state)
    {
        var codec = CodecOf(typeof(T));
        return [codec.Version, .. JsonSerializer.SerializeToUtf8Bytes(state, codec.Shape)];
    }

    /// <summary>The state behind the bytes, brought to the present version.</summary>
    /// <param name="stored">As <see cref="Encode"/> wrote them, now or years ago.</param>
    /// <param name="owner">Whose state it is, for the message.</param>
    /// <exception cref="StorageException">A newer version wrote it, or it is damaged. It stays as it is.</exception>
    public T Decode<T>(ReadOnlySpan<byte> stored, string owner)
    {
        var codec = CodecOf(typeof(T));
        if (stored.IsEmpty || stored[0] == 0)
            throw Unreadable(owner, "it has no version. Restore it from a backup.");
        var version = stored[0];
        if (version > codec.Version)
            throw Unreadable(
                owner,
                $"version {version} was written by a newer Kwala; this one reads up to {codec.Version}. "
                    + "Run the newer one.");
        if (version < codec.Version && codec.Upgrades.Length < codec.Version - 1)
            throw Unreadable(
                owner, $"there is no way from version {version} to {codec.Version}. Run one between the two first.");
        try
        {
            var json = stored[1..];
            var state = version == codec.Version
                ? JsonSerializer.Deserialize(json, codec.Shape)
                : Upgrade(json, version, codec).Deserialize(codec.Shape);
            return state is T read ? read : throw Unreadable(owner, $"version {version} holds no {typeof(T).Name}.");
        }
        // An upgrade may stumble over damaged JSON in any way.
        catch (Exception e) when (e is not StorageException)
        {
            throw Unreadable(owner, $"version {version} is damaged. Restore it from a backup.", e);
        }
    }

    private static JsonNode Upgrade(ReadOnlySpan<byte> json, byte version, StateCodec codec)
    {
        var node = JsonNode.Parse(json) ?? throw new JsonException("The state is null.");
        for (var from = version; from < codec.Version; from++)
            node = codec.Upgrades[from - 1](node);
        return node;
    }

    private static StorageException Unreadable(string owner, string why, Exception? cause = null) => new(
        StorageFault.Unreadable, $"The stored state of {owner} was left as it is: {why}", cause);

    private StateCodec CodecOf(Type type) => _codecs.TryGetValue(type, out var codec)
        ? codec
        : throw new InvalidOperationException(
            $"No {nameof(StateCodec)} is registered for {type}. Add one to the service collection.");
}
