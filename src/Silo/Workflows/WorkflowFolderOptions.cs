using Microsoft.Extensions.Options;

namespace Kwala.Silo.Workflows;

/// <summary>Where workflow files lie.</summary>
internal sealed class WorkflowFolderOptions
{
    /// <summary>The configuration's section.</summary>
    public const string Section = "Kwala:Workflows";

    /// <summary>The folder; changes in it are live within a second. Null for workflows by API alone.</summary>
    public string? Folder { get; set; }
}

/// <summary>Refuses a folder that is not there: no workflow would ever come out of it.</summary>
internal sealed class WorkflowFolderOptionsValidator : IValidateOptions<WorkflowFolderOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkflowFolderOptions options) =>
        options.Folder is null || Directory.Exists(options.Folder)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{WorkflowFolderOptions.Section}:Folder: there is no folder {Path.GetFullPath(options.Folder)}. "
                + "Create it, or leave the option out and put workflows by API.");
}
