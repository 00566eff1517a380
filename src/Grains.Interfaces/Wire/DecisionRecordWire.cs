using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.DecisionRecordWire")]
internal struct DecisionRecordWire
{
    [Id(0)]
    public string Workflow { get; init; }

    [Id(1)]
    public Bytes32Wire Version { get; init; }

    [Id(2)]
    public string Kind { get; init; }

    [Id(3)]
    public string Subject { get; init; }

    [Id(4)]
    public int Outcome { get; init; }

    [Id(5)]
    public ReasonWire[] Reasons { get; init; }

    [Id(6)]
    public string Tier { get; init; }

    [Id(7)]
    public RationalWire Value { get; init; }

    [Id(8)]
    public ThresholdWire? Line { get; init; }

    [Id(9)]
    public long Episode { get; init; }

    [Id(10)]
    public int? Level { get; init; }

    [Id(11)]
    public PositionWire? Position { get; init; }

    [Id(12)]
    public Bytes32Wire? Transaction { get; init; }

    [Id(13)]
    public string CorrelationId { get; init; }

    [Id(14)]
    public DateTimeOffset At { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.ReasonWire")]
internal struct ReasonWire
{
    [Id(0)]
    public int Code { get; init; }

    [Id(1)]
    public string Text { get; init; }

    [Id(2)]
    public string? Otherwise { get; init; }
}

[GenerateSerializer, Immutable, Alias("kwala.PositionWire")]
internal struct PositionWire
{
    [Id(0)]
    public long Block { get; init; }

    [Id(1)]
    public int LogIndex { get; init; }
}

[RegisterConverter]
internal sealed class DecisionRecordConverter : IConverter<DecisionRecord, DecisionRecordWire>
{
    private static readonly Bytes32Converter Hashes = new();

    public DecisionRecord ConvertFromSurrogate(in DecisionRecordWire surrogate) => new(
        new WorkflowId(surrogate.Workflow),
        Hashes.ConvertFromSurrogate(surrogate.Version),
        new KindName(surrogate.Kind),
        new SubjectKey(surrogate.Subject),
        (DecisionOutcome)surrogate.Outcome,
        [
            .. surrogate.Reasons.Select(reason =>
                new Reason((ReasonCode)reason.Code, reason.Text) { Otherwise = reason.Otherwise }),
        ],
        new TierName(surrogate.Tier),
        surrogate.Value.ToCore(),
        surrogate.Line?.ToCore(),
        surrogate.Episode,
        surrogate.Level,
        surrogate.Position is { } at ? new LogPosition(at.Block, at.LogIndex) : null,
        surrogate.Transaction is { } hash ? Hashes.ConvertFromSurrogate(hash) : null,
        surrogate.CorrelationId,
        surrogate.At);

    public DecisionRecordWire ConvertToSurrogate(in DecisionRecord value) => new()
    {
        Workflow = value.Workflow.Value,
        Version = Hashes.ConvertToSurrogate(value.Version),
        Kind = value.Kind.Value,
        Subject = value.Subject.Value,
        Outcome = (int)value.Outcome,
        Reasons =
        [
            .. value.Reasons.Select(reason =>
                new ReasonWire { Code = (int)reason.Code, Text = reason.Text, Otherwise = reason.Otherwise }),
        ],
        Tier = value.Tier.Value,
        Value = RationalWire.Of(value.Value),
        Line = value.Line is { } line ? ThresholdWire.Of(line) : null,
        Episode = value.Episode,
        Level = value.Level,
        Position = value.Position is { } at ? new PositionWire { Block = at.Block, LogIndex = at.LogIndex } : null,
        Transaction = value.Transaction is { } hash ? Hashes.ConvertToSurrogate(hash) : null,
        CorrelationId = value.CorrelationId,
        At = value.At,
    };
}
