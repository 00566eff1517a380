namespace Kwala.Channels.Secrets;

/// <summary>
/// A secret from configuration: given as a value (environment) or as the path of a file that holds it.
/// </summary>
internal static class SecretText
{
    private const int FileSizeMax = 64 * 1024;

    /// <summary>The secret without surrounding white space; null and a problem when it cannot be had.</summary>
    /// <param name="name">The option's name, for the problem.</param>
    /// <param name="value">The option that holds it.</param>
    /// <param name="file">The option that holds a path to it.</param>
    /// <param name="problem">What is wrong, without any part of the secret.</param>
    public static string? Read(string name, string? value, string? file, out string? problem)
    {
        problem = (string.IsNullOrWhiteSpace(value), string.IsNullOrWhiteSpace(file)) switch
        {
            (true, true) => $"{name} or {name}File is missing: set one, best from the environment or a secret file.",
            (false, false) => $"{name} and {name}File are both set: keep one.",
            _ => null,
        };
        if (problem is not null) return null;
        if (!string.IsNullOrWhiteSpace(value)) return value.Trim();
        try
        {
            if (new FileInfo(file!).Length <= FileSizeMax && File.ReadAllText(file!).Trim() is { Length: > 0 } text)
                return text;
            problem = $"{name}File is empty or larger than 64 KB.";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problem = $"{name}File cannot be read: {unreadable.Message}";
        }
        return null;
    }
}
