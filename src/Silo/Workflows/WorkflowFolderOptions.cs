namespace Kwala.Silo.Workflows;

/// <summary>Where workflow files lie.</summary>
internal sealed class WorkflowFolderOptions
{
    /// <summary>The configuration's section.</summary>
    public const string Section = "Kwala:Workflows";

    /// <summary>The folder; changes in it are live within a second. Null for workflows by API alone.</summary>
    public string? Folder { get; set; }
}
