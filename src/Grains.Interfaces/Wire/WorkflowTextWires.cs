using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.WorkflowSourceWire")]
internal struct WorkflowSourceWire
{
    [Id(0)]
    public string Name { get; init; }

    [Id(1)]
    public string Yaml { get; init; }
}

[RegisterConverter]
internal sealed class WorkflowSourceConverter : IConverter<WorkflowSource, WorkflowSourceWire>
{
    public WorkflowSource ConvertFromSurrogate(in WorkflowSourceWire surrogate) => new(surrogate.Name, surrogate.Yaml);

    public WorkflowSourceWire ConvertToSurrogate(in WorkflowSource value) =>
        new() { Name = value.Name, Yaml = value.Yaml };
}

[GenerateSerializer, Immutable, Alias("kwala.WorkflowMistakeWire")]
internal struct WorkflowMistakeWire
{
    [Id(0)]
    public string Source { get; init; }

    [Id(1)]
    public int Line { get; init; }

    [Id(2)]
    public int Column { get; init; }

    [Id(3)]
    public string Message { get; init; }
}

[RegisterConverter]
internal sealed class WorkflowMistakeConverter : IConverter<WorkflowMistake, WorkflowMistakeWire>
{
    public WorkflowMistake ConvertFromSurrogate(in WorkflowMistakeWire surrogate) =>
        new(surrogate.Source, surrogate.Line, surrogate.Column, surrogate.Message);

    public WorkflowMistakeWire ConvertToSurrogate(in WorkflowMistake value) => new()
    {
        Source = value.Source,
        Line = value.Line,
        Column = value.Column,
        Message = value.Message,
    };
}
