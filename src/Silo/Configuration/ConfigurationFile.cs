using System.Text.Json;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Configuration;

/// <summary>The file that <c>--config</c> names.</summary>
internal static class ConfigurationFile
{
    /// <summary>Adds it to the configuration.</summary>
    /// <exception cref="CannotStartException">It is not there, cannot be read, or is no JSON.</exception>
    public static void Add(IConfigurationBuilder configuration, FileInfo file)
    {
        if (!file.Exists)
            throw new CannotStartException(
                $"--config: there is no file {file.FullName}. Give the path of one that exists.");
        try
        {
            configuration.AddJsonFile(file.FullName, optional: false);
        }
        catch (Exception unreadable)
            when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(Mistake(file, unreadable));
        }
    }

    private static string Mistake(FileInfo file, Exception unreadable)
    {
        for (var cause = unreadable; cause is not null; cause = cause.InnerException)
        {
            if (cause is JsonException { LineNumber: { } line, BytePositionInLine: { } column })
                return $"{file.FullName}:{line + 1}:{column + 1}: this is not JSON from here on: "
                    + "put the text before it right.";
            if (cause is FormatException && cause.InnerException is null)
                return $"{file.FullName}: {cause.Message}";
        }

        return $"--config: {file.FullName} cannot be read. Give this user the right to read it.";
    }
}
