using System.ComponentModel;

namespace Kwala.Client.Http.Shapes;

/// <summary>What to decide without consequences.</summary>
[Description("What to decide without consequences: a value, or a log by transaction and logIndex.")]
internal sealed record DryRunResource
{
    [Description("A live workflow; not looked at where there is a text.")]
    public string? Workflow { get; init; }

    [Description("The text of a workflow that need not be live.")]
    public string? Yaml { get; init; }

    [Description("A value that the wallet might meet now, as decimal text.")]
    public string? Value { get; init; }

    [Description("The position that the value is of; the only known one where it is left out.")]
    public string? Subject { get; init; }

    [Description("The transaction of a log of the past, 0x and 64 hex digits.")]
    public string? Transaction { get; init; }

    [Description("The log's index in its block.")]
    public int? LogIndex { get; init; }
}
