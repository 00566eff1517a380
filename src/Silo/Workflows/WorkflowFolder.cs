using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Silo.Workflows;

/// <summary>The folder of workflow files: what lies in it now.</summary>
internal static class WorkflowFolder
{
    /// <summary>
    /// Every <c>*.yaml</c> and <c>*.yml</c> file, by name; null where one of them cannot be read right now. A file that
    /// is being replaced must not look like one that was deleted.
    /// </summary>
    public static ImmutableArray<WorkflowSource>? Read(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder)
                    .Where(path => Path.GetExtension(path) is ".yaml" or ".yml")
                    .Order(StringComparer.Ordinal)
                    .Select(path => new WorkflowSource(Path.GetFileName(path), File.ReadAllText(path))),
            ];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
