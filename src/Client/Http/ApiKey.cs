using System.Net.Http.Headers;

namespace Kwala.Client.Http;

/// <summary>The key that opens the HTTP API's doors. Leaves the process in one header and in nothing else.</summary>
internal sealed class ApiKey
{
    private const int FileLengthMax = 4096;

    private readonly string _value;

    private ApiKey(string value)
    {
        _value = value;
        Header = new AuthenticationHeaderValue("Bearer", value);
    }

    /// <summary>
    /// The header <c>Authorization</c>. Handlers that follow redirects drop it, which they would not do with a header
    /// of our own.
    /// </summary>
    public AuthenticationHeaderValue Header { get; }

    /// <summary>The text without the key: who answers may repeat what was sent.</summary>
    public string RemovedFrom(string text) => text.Replace(_value, "***", StringComparison.Ordinal);

    /// <summary>Nothing of the key.</summary>
    public override string ToString() => "***";

    /// <summary>Reads the key that the options give.</summary>
    public static ApiKeyReading Of(KwalaHttpOptions options) => options switch
    {
        { ApiKey.Length: > 0, ApiKeyFile.Length: > 0 } => new ApiKeyReading.Unusable(
            nameof(options.ApiKey), $"stands beside {nameof(options.ApiKeyFile)}: keep one of them."),
        { ApiKey: { Length: > 0 } key } => OfText(nameof(options.ApiKey), key),
        { ApiKeyFile: { Length: > 0 } file } => TextOf(file) is { } key
            ? OfText(nameof(options.ApiKeyFile), key)
            : new ApiKeyReading.Unusable(
                nameof(options.ApiKeyFile), $"({file}) is not there, cannot be read or is too large for a key."),
        _ => new ApiKeyReading.Unusable(
            nameof(options.ApiKey),
            $"is missing: give the key, or {nameof(options.ApiKeyFile)}. docs/api.md says how a key is made."),
    };

    private static ApiKeyReading OfText(string setting, string key) =>
        key.Length > 0 && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new ApiKeyReading.Usable(new ApiKey(key))
            : new ApiKeyReading.Unusable(setting, "holds no key: one line of letters, digits and signs, no spaces.");

    private static string? TextOf(string path)
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

/// <summary>How reading the key ended.</summary>
internal abstract record ApiKeyReading
{
    private ApiKeyReading()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Usable(ApiKey Key) : ApiKeyReading;

    /// <summary>There is none that could be sent.</summary>
    /// <param name="Setting">Which setting to look at.</param>
    /// <param name="Problem">What is wrong with it and how to put it right; nothing of the key.</param>
    public sealed record Unusable(string Setting, string Problem) : ApiKeyReading;
}
