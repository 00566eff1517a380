using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Web.Keys;

/// <summary>Turns configured keys into a ring, or into every mistake of theirs. No message holds a key.</summary>
internal static class ApiKeyReading
{
    private const int KeyLengthMin = 32;
    private const int FileLengthMax = 4096;

    public static (ApiKeyRing Ring, ImmutableArray<string> Mistakes) Read(IList<ApiKeyOptions> keys)
    {
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var read = new List<ApiKey>();
        for (var i = 0; i < keys.Count; i++)
        {
            var place = $"Kwala:Web:Keys:{i}";
            if (string.IsNullOrWhiteSpace(keys[i].Name))
                mistakes.Add($"{place}:Name is missing: give the key a name for the logs.");
            if (keys[i].Role is not (Roles.Backend or Roles.Operator))
                mistakes.Add($"{place}:Role is '{keys[i].Role}': write backend or operator.");
            var hash = HashOf(keys[i], place, mistakes);
            if (hash is not null)
                read.Add(new ApiKey(keys[i].Name, keys[i].Role, hash));
        }

        foreach (var name in keys.GroupBy(key => key.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            mistakes.Add($"Kwala:Web:Keys has several keys named '{name}': give each its own name.");
        return (new ApiKeyRing(read), mistakes.ToImmutable());
    }

    private static byte[]? HashOf(ApiKeyOptions key, string place, ImmutableArray<string>.Builder mistakes)
    {
        switch (key)
        {
            case { Sha256: { } hex, Env: null, File: null }:
                var hash = new byte[SHA256.HashSizeInBytes];
                if (Hex.TryDecode($"0x{hex}", hash))
                    return hash;
                mistakes.Add($"{place}:Sha256 must be 64 hex digits: printf %s \"$KEY\" | sha256sum.");
                return null;
            case { Sha256: null, Env: { } variable, File: null }:
                var value = Environment.GetEnvironmentVariable(variable);
                return HashOfSecret(value, $"{place}:Env ({variable})", mistakes);
            case { Sha256: null, Env: null, File: { } file }:
                return HashOfSecret(ReadFile(file), $"{place}:File ({file})", mistakes);
            default:
                mistakes.Add($"{place} must have exactly one of Sha256, Env and File.");
                return null;
        }
    }

    private static byte[]? HashOfSecret(string? secret, string place, ImmutableArray<string>.Builder mistakes)
    {
        if (secret?.Length >= KeyLengthMin)
            return SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        mistakes.Add(secret is null
            ? $"{place} is not there or cannot be read."
            : $"{place} holds fewer than {KeyLengthMin} characters: make one with openssl rand -hex 32.");
        return null;
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= FileLengthMax } file
                ? File.ReadAllText(file.FullName).Trim()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
