using System.Security.Cryptography;
using System.Text;

namespace Kwala.Web.Keys;

/// <summary>What a key may do.</summary>
internal static class Roles
{
    /// <summary>Preferences, tiers, inbox, decisions, reading workflows, status.</summary>
    public const string Backend = "backend";

    /// <summary>Everything.</summary>
    public const string Operator = "operator";
}

/// <summary>A configured key by its hash; the key itself is not kept.</summary>
internal sealed record ApiKey(string Name, string Role, byte[] Hash)
{
    public override string ToString() => $"{Name} ({Role})";
}

/// <summary>All configured keys.</summary>
internal sealed class ApiKeyRing(IReadOnlyList<ApiKey> keys)
{
    public bool IsEmpty => keys.Count == 0;

    /// <summary>
    /// The key that was presented, or null. Every key is compared, whichever matches (constant time).
    /// </summary>
    public ApiKey? Find(string presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
        ApiKey? found = null;
        foreach (var key in keys)
            found = CryptographicOperations.FixedTimeEquals(hash, key.Hash) ? key : found;
        return found;
    }
}
