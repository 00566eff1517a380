using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Messages;
using Kwala.Core.Reading;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Templates;

/// <summary>The fields that a template may name.</summary>
/// <param name="Names">All of them.</param>
/// <param name="AnyArgument">Whether every name of an argument passes: the event itself was refused.</param>
/// <param name="AnyRead">Whether every name passes, since it may be of a read that was refused.</param>
internal sealed record KnownFields(ImmutableArray<string> Names, bool AnyArgument, bool AnyRead = false)
{
    /// <summary>
    /// Those of this template for this event and these reads, or null where one of them has its own mistake.
    /// </summary>
    public static KnownFields Of(TemplateName template, AbiEvent? triggeredBy, ReadPlan? reads)
    {
        if (template == TemplateName.Retraction)
            return new KnownFields([.. TemplateFields.All.Except(TemplateFields.NotOfRetraction)], AnyArgument: false);
        var arguments = (triggeredBy?.Inputs ?? []).Where(i => i.Name.Length > 0);
        return new KnownFields(
            [
                .. (reads ?? ReadPlan.None).Fields.Select(field => field.Name),
                .. arguments.Select(i => TemplateFields.ArgumentPrefix + i.Name),
                .. TemplateFields.All,
            ],
            AnyArgument: triggeredBy is null,
            AnyRead: reads is null);
    }

    public bool Contains(string name) => AnyRead || Names.Contains(name)
        || (AnyArgument && name.StartsWith(TemplateFields.ArgumentPrefix, StringComparison.Ordinal));
}
