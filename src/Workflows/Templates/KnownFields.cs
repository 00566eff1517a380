using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Messages;
using Kwala.Core.Workflows;

namespace Kwala.Workflows.Templates;

/// <summary>The fields that a template may name.</summary>
/// <param name="Names">All of them.</param>
/// <param name="AnyArgument">Whether every name of an argument passes: the event itself was refused.</param>
internal sealed record KnownFields(ImmutableArray<string> Names, bool AnyArgument)
{
    /// <summary>Those of this template for this event, or null where the event has its own mistake.</summary>
    public static KnownFields Of(TemplateName template, AbiEvent? triggeredBy)
    {
        if (template == TemplateName.Retraction)
            return new KnownFields([.. TemplateFields.All.Except(TemplateFields.NotOfRetraction)], AnyArgument: false);
        var arguments = (triggeredBy?.Inputs ?? []).Where(i => i.Name.Length > 0);
        return new KnownFields(
            [.. arguments.Select(i => TemplateFields.ArgumentPrefix + i.Name), .. TemplateFields.All],
            AnyArgument: triggeredBy is null);
    }

    public bool Contains(string name) => Names.Contains(name)
        || (AnyArgument && name.StartsWith(TemplateFields.ArgumentPrefix, StringComparison.Ordinal));
}
