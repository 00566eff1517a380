using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;

namespace Kwala.Core.Reading;

/// <summary>
/// All that a workflow reads. What comes back is known by the names of <see cref="Fields"/>, which stand behind the
/// event's arguments in expressions and templates. Two plans are equal when they read the same by the same names.
/// </summary>
public sealed record ReadPlan
{
    // More than messages show of a value, so that they see that it was cut.
    private const int ShownMax = 128;

    /// <summary>The most reads of one workflow.</summary>
    public const int ReadsMax = 16;

    private ReadPlan(ImmutableArray<ContractRead> reads)
    {
        (Reads, Fields) = (reads, [.. reads.SelectMany(ReadField.Of)]);
        Told = [.. Enumerable.Range(0, Fields.Length)];
    }

    /// <summary>Nothing is read.</summary>
    public static ReadPlan None { get; } = new([]);

    /// <summary>What is read, in the order of the workflow's text.</summary>
    public ImmutableArray<ContractRead> Reads { get; }

    /// <summary>The values that have a name, in the order of the reads and of what each returns.</summary>
    public ImmutableArray<ReadField> Fields { get; }

    /// <summary>Indices of the fields that a message may name: those that a template prints.</summary>
    public ImmutableArray<int> Told { get; private init; }

    /// <summary>Whether nothing is read: then a log costs no question.</summary>
    public bool IsEmpty => Reads.IsEmpty;

    /// <summary>Whether it asks other things for other wallets.</summary>
    public bool UsesWallet => Reads.Any(read => read.Arguments.Any(argument => argument is ReadSource.Wallet));

    /// <summary>A plan of these reads, whose names differ.</summary>
    public static ReadPlan Of(ImmutableArray<ContractRead> reads) => reads.IsEmpty ? None : new ReadPlan(reads);

    /// <summary>The same, of which messages name these fields alone: the others would take room in every one.</summary>
    public ReadPlan Telling(IReadOnlySet<string> names) => this with
    {
        Told = [.. Enumerable.Range(0, Fields.Length).Where(at => names.Contains(Fields[at].Name))],
    };

    /// <summary>The calls for one log and wallet, in the order of the reads.</summary>
    public ImmutableArray<ContractCall> CallsFor(
        Address emitter, ImmutableArray<AbiValue> arguments, Address wallet)
    {
        var calls = ImmutableArray.CreateBuilder<ContractCall>(Reads.Length);
        foreach (var read in Reads)
            calls.Add(read.CallFor(emitter, arguments, wallet));
        return calls.MoveToImmutable();
    }

    /// <summary>What came of the calls: one outcome per read.</summary>
    public ReadResults ResultsOf(ImmutableArray<CallOutcome> outcomes)
    {
        var values = ImmutableArray.CreateBuilder<AbiValue?>(Fields.Length);
        foreach (var field in Fields)
            values.Add((outcomes[Reads.IndexOf(field.Read)] as CallOutcome.Returned)?.Values is { } returned
                ? field.In(returned)
                : null);
        return new ReadResults(values.MoveToImmutable(), Problems(outcomes));
    }

    /// <summary>
    /// What of the results a signal carries to its wallet: fields that a message may name, long ones as short text, and
    /// the problems. Null where that is nothing.
    /// </summary>
    public ReadResults? ToTell(ReadResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (Told.IsEmpty && results.Problems.IsEmpty)
            return null;
        var told = new AbiValue?[results.Values.Length];
        foreach (var at in Told)
            told[at] = results.Values[at] is { } value ? Short(value) : null;
        return results with { Values = [.. told] };
    }

    // A contract is anybody's, and may return kilobytes where a message shows a line.
    private static AbiValue Short(AbiValue value) => value switch
    {
        AbiValue.Blob or AbiValue.Text or AbiValue.List when value.ToString() is { Length: > ShownMax } text =>
            new AbiValue.Text(text[..ShownMax]),
        _ => value,
    };

    private ImmutableArray<Reason> Problems(ImmutableArray<CallOutcome> outcomes)
    {
        var problems = ImmutableArray.CreateBuilder<Reason>();
        for (var i = 0; i < Reads.Length; i++)
            if (Problem(Reads[i].Name, outcomes[i]) is { } problem)
                problems.Add(problem);
        return problems.ToImmutable();
    }

    private static Reason? Problem(string name, CallOutcome outcome) => outcome.Match<Reason?>(
        _ => null,
        why => new Reason(ReasonCode.ReadReverted, $"{name} could not be read, the contract refused: {why}."),
        problem => new Reason(ReasonCode.ReadUndecodable, $"{name} could not be read. {problem}"),
        () => new Reason(
            ReasonCode.StateNotAvailable,
            $"{name} could not be read: no node has kept the state of that block. An archive node would have it."));

    /// <inheritdoc/>
    public bool Equals(ReadPlan? other) => other is not null && Reads.SequenceEqual(other.Reads);

    /// <inheritdoc/>
    public override int GetHashCode() => Reads.Length;
}

/// <summary>
/// A value among what a read returns: <c>read</c> where it returns one, else <c>read.output</c>, and <c>.component</c>
/// for each step into a tuple. What has no name in the declaration has none here.
/// </summary>
public sealed record ReadField
{
    private readonly ImmutableArray<int> _path;

    private ReadField(ContractRead read, string name, AbiType type, ImmutableArray<int> path) =>
        (Read, Name, Type, _path) = (read, name, type, path);

    /// <summary>The read that it comes from.</summary>
    public ContractRead Read { get; }

    /// <summary>Such as <c>account.healthFactor</c>.</summary>
    public string Name { get; }

    /// <summary>Its type; no tuple.</summary>
    public AbiType Type { get; }

    /// <summary>What a read gives, by name. Empty where the declaration names nothing of several values.</summary>
    public static IEnumerable<ReadField> Of(ContractRead read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return read.Function.Outputs is [var only]
            ? Within(read, read.Name, only.Type, [0])
            : Components(read, read.Name, read.Function.Outputs, []);
    }

    /// <summary>The value among what the function returned.</summary>
    internal AbiValue? In(ImmutableArray<AbiValue> returned)
    {
        var value = returned[_path[0]];
        for (var step = 1; step < _path.Length; step++)
            value = ((AbiValue.List)value).Items[_path[step]];
        return value;
    }

    private static IEnumerable<ReadField> Within(
        ContractRead read, string name, AbiType type, ImmutableArray<int> path) => type is AbiType.Tuple tuple
            ? Components(read, name, tuple.Components, path)
            : [new ReadField(read, name, type, path)];

    private static IEnumerable<ReadField> Components(
        ContractRead read, string name, ImmutableArray<AbiParameter> components, ImmutableArray<int> path) =>
        components.SelectMany((component, at) => component.Name.Length == 0
            ? []
            : Within(read, $"{name}.{component.Name}", component.Type, path.Add(at)));
}
