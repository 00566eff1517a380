using System.Numerics;
using System.Runtime.InteropServices;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.SignalWire")]
internal struct SignalWire
{
    [Id(0)]
    public string Workflow { get; init; }

    [Id(1)]
    public string Subject { get; init; }

    [Id(2)]
    public RationalWire Value { get; init; }

    [Id(3)]
    public SignalSourceWire Source { get; init; }

    [Id(4)]
    public bool Live { get; init; }

    [Id(5)]
    public bool Final { get; init; }

    [Id(6)]
    public ReadResultsWire? Reads { get; init; }

    [Id(7)]
    public PastValuesWire? Past { get; init; }

    [Id(8)]
    public PortfolioSeenWire? Portfolio { get; init; }

    [Id(9)]
    public long? Clock { get; init; }
}

[RegisterConverter]
internal sealed class SignalConverter : IConverter<Signal, SignalWire>
{
    public Signal ConvertFromSurrogate(in SignalWire surrogate) => new(
        new WorkflowId(surrogate.Workflow),
        new SubjectKey(surrogate.Subject),
        surrogate.Value.ToCore(),
        surrogate.Source.ToCore(),
        surrogate.Live,
        surrogate.Final)
    {
        Reads = surrogate.Reads?.ToCore(),
        Past = surrogate.Past?.ToCore(),
        Portfolio = surrogate.Portfolio?.ToCore(),
        Clock = surrogate.Clock,
    };

    public SignalWire ConvertToSurrogate(in Signal value) => new()
    {
        Workflow = value.Workflow.Value,
        Subject = value.Subject.Value,
        Value = RationalWire.Of(value.Value),
        Source = SignalSourceWire.Of(value.Source),
        Live = value.Live,
        Final = value.Final,
        Reads = value.Reads is { } reads ? ReadResultsWire.Of(reads) : null,
        Past = value.Past is { } past ? PastValuesWire.Of(past) : null,
        Portfolio = value.Portfolio is { } seen ? PortfolioSeenWire.Of(seen) : null,
        Clock = value.Clock,
    };
}

/// <summary>What was read for a signal; a value that is not known is null.</summary>
[GenerateSerializer, Immutable, Alias("kwala.ReadResultsWire")]
internal struct ReadResultsWire
{
    [Id(0)]
    public AbiValueWire?[] Values { get; init; }

    [Id(1)]
    public ReasonWire[] Problems { get; init; }

    public static ReadResultsWire Of(ReadResults value) => new()
    {
        Values = [.. value.Values.Select(it => it is null ? (AbiValueWire?)null : AbiValueWire.Of(it))],
        Problems = [.. value.Problems.Select(it => new ReasonWire { Code = (int)it.Code, Text = it.Text })],
    };

    public readonly ReadResults ToCore() => new(
        [.. Values.Select(it => it?.ToCore())],
        [.. Problems.Select(it => new Reason((ReasonCode)it.Code, it.Text))]);
}

[GenerateSerializer, Immutable, Alias("kwala.SignalSourceWire")]
internal struct SignalSourceWire
{
    [Id(0)]
    public string Chain { get; init; }

    [Id(1)]
    public BlockRefWire Block { get; init; }

    [Id(2)]
    public DateTimeOffset BlockTime { get; init; }

    [Id(3)]
    public Bytes32Wire Transaction { get; init; }

    [Id(4)]
    public int LogIndex { get; init; }

    [Id(5)]
    public AddressWire Contract { get; init; }

    [Id(6)]
    public AbiValueWire[] Arguments { get; init; }

    public static SignalSourceWire Of(SignalSource value) => new()
    {
        Chain = value.Chain.Value,
        Block = new BlockRefConverter().ConvertToSurrogate(value.Block),
        BlockTime = value.BlockTime,
        Transaction = new Bytes32Converter().ConvertToSurrogate(value.Transaction),
        LogIndex = value.LogIndex,
        Contract = new AddressConverter().ConvertToSurrogate(value.Contract),
        Arguments = [.. value.Arguments.Select(AbiValueWire.Of)],
    };

    public readonly SignalSource ToCore() => new(
        new ChainId(Chain),
        new BlockRefConverter().ConvertFromSurrogate(Block),
        BlockTime,
        Bytes32.FromBytes(Transaction.Bytes),
        LogIndex,
        Address.FromBytes(Contract.Bytes),
        [.. Arguments.Select(argument => argument.ToCore())]);
}

/// <summary>A decoded argument: its case by number, its content in the one member that the case uses.</summary>
[GenerateSerializer, Immutable, Alias("kwala.AbiValueWire")]
internal struct AbiValueWire
{
    private const byte Number = 0, Account = 1, Flag = 2, Blob = 3, Text = 4, List = 5, Digest = 6;

    [Id(0)]
    public byte Case { get; init; }

    [Id(1)]
    public byte[]? Bytes { get; init; }

    [Id(2)]
    public string? Words { get; init; }

    [Id(3)]
    public AbiValueWire[]? Items { get; init; }

    public static AbiValueWire Of(AbiValue value) => value.Match(
        number => new AbiValueWire { Case = Number, Bytes = number.ToByteArray() },
        account => new AbiValueWire
        {
            Case = Account,
            Bytes = new AddressConverter().ConvertToSurrogate(account).Bytes,
        },
        flag => new AbiValueWire { Case = Flag, Bytes = [flag ? (byte)1 : (byte)0] },
        blob => new AbiValueWire { Case = Blob, Bytes = [.. blob] },
        text => new AbiValueWire { Case = Text, Words = text },
        list => new AbiValueWire { Case = List, Items = [.. list.Select(Of)] },
        digest => new AbiValueWire { Case = Digest, Bytes = new Bytes32Converter().ConvertToSurrogate(digest).Bytes });

    public readonly AbiValue ToCore() => Case switch
    {
        Number => new AbiValue.Number(new BigInteger(Bytes!)),
        Account => new AbiValue.Account(Address.FromBytes(Bytes)),
        Flag => new AbiValue.Flag(Bytes![0] == 1),
        Blob => new AbiValue.Blob(ImmutableCollectionsMarshal.AsImmutableArray(Bytes)),
        Text => new AbiValue.Text(Words!),
        List => new AbiValue.List([.. Items!.Select(item => item.ToCore())]),
        Digest => new AbiValue.Digest(Bytes32.FromBytes(Bytes)),
        _ => throw new InvalidOperationException($"There is no case {Case} of an argument: a newer silo sent it."),
    };
}
