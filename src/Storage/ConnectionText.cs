namespace Kwala.Storage;

/// <summary>How a store is to be reached: a secret that stands in the configuration or in a file named there.</summary>
internal static class ConnectionText
{
    /// <summary>The connection string; null, with the problem, where its file cannot be read.</summary>
    /// <param name="text">The string itself; empty for the file's.</param>
    /// <param name="file">The path of the file.</param>
    /// <param name="problem">Why the file cannot be read; null where there is nothing wrong. No secret.</param>
    public static string? Read(string? text, string? file, out string? problem)
    {
        problem = null;
        if (!string.IsNullOrWhiteSpace(text))
            return text;
        try
        {
            return File.ReadAllText(file ?? "").Trim();
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = unreadable.Message;
            return null;
        }
    }
}
