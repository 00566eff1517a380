using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Chain.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Logs;

/// <summary>
/// A query made ready: what to ask a node for (the union of the filters), which filters a log matches, and what a
/// block's bloom must hold for each. The union may bring more than was asked; what matches no filter is passed over.
/// </summary>
internal sealed class LogMatcher
{
    // Past this, nodes refuse the list or crawl; all contracts are asked instead and sorted out here.
    private const int AskedContractsMax = 500;

    private readonly FrozenDictionary<Bytes32, ImmutableArray<Declaration>> _byTopic;
    private readonly ImmutableArray<Declaration> _anonymous;
    private readonly FrozenSet<Address> _contracts;
    private readonly bool _anyContract;

    public LogMatcher(LogQuery query)
    {
        var declarations = query.Filters
            .Select((filter, index) => (Filter: filter, Index: index))
            .GroupBy(f => f.Filter.Event)
            .Select(group => new Declaration(
                new EventDecoder(group.Key), [.. group.Select(f => new Target(f.Index, f.Filter.Contracts))]))
            .ToList();
        _byTopic = declarations.Where(d => !d.Decoder.Event.Anonymous)
            .GroupBy(d => d.Decoder.Event.Topic)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray());
        _anonymous = [.. declarations.Where(d => d.Decoder.Event.Anonymous)];
        _anyContract = query.Filters.Any(f => f.Contracts.IsEmpty);
        _contracts = query.Filters.SelectMany(f => f.Contracts).ToFrozenSet();
        Expectations = [.. query.Filters.SelectMany(ExpectationsOf).Distinct()];
        IsEmpty = query.Filters.IsEmpty;
    }

    /// <summary>Whether nothing is followed, so that no logs need to be asked.</summary>
    public bool IsEmpty { get; }

    /// <summary>What a bloom is tested for: one per filter and contract.</summary>
    public ImmutableArray<Expectation> Expectations { get; }

    /// <summary>Writes the "address" and "topics" members of eth_getLogs's filter.</summary>
    public void WriteFilter(Utf8JsonWriter json)
    {
        if (!_anyContract && _contracts.Count <= AskedContractsMax)
        {
            json.WriteStartArray("address");
            foreach (var contract in _contracts)
                json.WriteStringValue(contract.ToString());
            json.WriteEndArray();
        }

        if (!_anonymous.IsEmpty)
            return;
        json.WriteStartArray("topics");
        json.WriteStartArray();
        foreach (var topic in _byTopic.Keys)
            json.WriteStringValue(topic.ToString());
        json.WriteEndArray();
        json.WriteEndArray();
    }

    /// <summary>Decodes the log for each filter that it matches and adds what came of it.</summary>
    public void Match(LogFields log, LogCollection into)
    {
        if (log.TopicCount > 0
            && _byTopic.TryGetValue(Bytes32.FromBytes(log.Topics[..Bytes32.Size]), out var declarations))
            Decode(declarations, log, into);
        if (!_anonymous.IsEmpty)
            Decode(_anonymous, log, into);
    }

    private static void Decode(ImmutableArray<Declaration> declarations, LogFields log, LogCollection into)
    {
        foreach (var declaration in declarations)
        {
            if (!declaration.Concerns(log.Contract))
                continue;
            var decoded = declaration.Decoder.TryDecode(log.Topics, log.Data, out var arguments, out var fault);
            foreach (var target in declaration.Targets)
            {
                if (!target.Concerns(log.Contract))
                    continue;
                if (decoded)
                    into.Add(target.Filter, arguments, log);
                else
                    into.Add(target.Filter, fault, log);
            }
        }
    }

    private static IEnumerable<Expectation> ExpectationsOf(EventFilter filter)
    {
        Bytes32? topic = filter.Event.Anonymous ? null : filter.Event.Topic;
        return filter.Contracts.IsEmpty
            ? topic is null ? [] : [new Expectation(null, topic)]
            : filter.Contracts.Select(contract => new Expectation(contract, topic));
    }

    private sealed record Declaration(EventDecoder Decoder, ImmutableArray<Target> Targets)
    {
        public bool Concerns(Address contract)
        {
            foreach (var target in Targets)
            {
                if (target.Concerns(contract))
                    return true;
            }

            return false;
        }
    }

    private sealed class Target(int filter, ImmutableArray<Address> contracts)
    {
        private readonly FrozenSet<Address>? _contracts = contracts.IsEmpty ? null : contracts.ToFrozenSet();

        public int Filter => filter;

        public bool Concerns(Address contract) => _contracts?.Contains(contract) ?? true;
    }
}

/// <summary>A pair that a log of a filter must have; null means any (contract) or none known (topic).</summary>
internal sealed record Expectation(Address? Contract, Bytes32? Topic)
{
    private readonly BloomKey? _contractKey = Contract is { } contract ? BloomKey.Of(contract) : null;
    private readonly BloomKey? _topicKey = Topic is { } topic ? BloomKey.Of(topic) : null;

    /// <summary>Whether the block may hold such a log.</summary>
    public bool MayBeIn(LogsBloom bloom) =>
        (_contractKey is not { } contract || bloom.MayHold(contract))
        && (_topicKey is not { } topic || bloom.MayHold(topic));
}
