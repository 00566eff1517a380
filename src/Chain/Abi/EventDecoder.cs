using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Abi;

/// <summary>Decodes the logs of one event. Indexed arguments of dynamic or compound type give their hash.</summary>
internal sealed class EventDecoder(AbiEvent declaration)
{
    private const int WordSize = 32;

    private readonly byte[] _topic = TopicOf(declaration);

    // The head slot in the data of each argument that is not indexed.
    private readonly ImmutableArray<int> _slots = SlotsOf(declaration);

    /// <summary>Which event.</summary>
    public AbiEvent Event => declaration;

    /// <summary>
    /// The arguments in the order of the declaration, or the fault. <paramref name="topics"/> holds 32 bytes each.
    /// </summary>
    public bool TryDecode(
        ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data, out ImmutableArray<AbiValue> arguments, out AbiFault fault)
    {
        arguments = default;
        if (topics.Length != declaration.TopicCount * WordSize)
            return Refuse(out fault, new AbiFault(AbiFaultKind.TopicCount, null, topics.Length / WordSize));
        if (!declaration.Anonymous)
        {
            if (!topics[..WordSize].SequenceEqual(_topic))
                return Refuse(out fault, new AbiFault(AbiFaultKind.Topic, null, 0));
            topics = topics[WordSize..];
        }

        var reader = new AbiReader(data);
        var values = new AbiValue[declaration.Inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var input = declaration.Inputs[i];
            AbiValue? value;
            if (!input.Indexed)
            {
                value = reader.Argument(input.Type, _slots[i]);
            }
            else
            {
                value = Topic(input.Type, topics[..WordSize]);
                topics = topics[WordSize..];
            }

            if (value is null)
                return Refuse(out fault, reader.Fault ?? new AbiFault(AbiFaultKind.OutOfType, input.Type, 0));
            values[i] = value;
        }

        arguments = ImmutableCollectionsMarshal.AsImmutableArray(values);
        fault = default;
        return true;
    }

    private static AbiValue? Topic(AbiType type, ReadOnlySpan<byte> topic) =>
        type.IsValueType ? AbiReader.Word(type, topic) : new AbiValue.Digest(Bytes32.FromBytes(topic));

    private static bool Refuse(out AbiFault fault, AbiFault found)
    {
        fault = found;
        return false;
    }

    private static byte[] TopicOf(AbiEvent declaration)
    {
        var topic = new byte[Bytes32.Size];
        declaration.Topic.CopyTo(topic);
        return topic;
    }

    private static ImmutableArray<int> SlotsOf(AbiEvent declaration)
    {
        var slots = ImmutableArray.CreateBuilder<int>(declaration.Inputs.Length);
        var next = 0;
        foreach (var input in declaration.Inputs)
        {
            slots.Add(next);
            if (!input.Indexed)
                next += input.Type.HeadWords * WordSize;
        }

        return slots.MoveToImmutable();
    }
}
