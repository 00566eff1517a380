using System.Collections.Immutable;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Chain.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Abi;

public sealed class EventDecoderTests
{
    private const string Ones = "0x1111111111111111111111111111111111111111";

    // The examples of https://docs.soliditylang.org/en/latest/abi-spec.html#examples, as events' data.
    [Theory]
    [InlineData(
        "E(uint32,bool)",
        "0000000000000000000000000000000000000000000000000000000000000045"
        + "0000000000000000000000000000000000000000000000000000000000000001",
        "69; true")]
    [InlineData(
        "E(bytes3[2])",
        "6162630000000000000000000000000000000000000000000000000000000000"
        + "6465660000000000000000000000000000000000000000000000000000000000",
        "[0x616263, 0x646566]")]
    [InlineData(
        "E(bytes,bool,uint[])",
        "0000000000000000000000000000000000000000000000000000000000000060"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "00000000000000000000000000000000000000000000000000000000000000a0"
        + "0000000000000000000000000000000000000000000000000000000000000004"
        + "6461766500000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000003",
        "0x64617665; true; [1, 2, 3]")]
    [InlineData(
        "E(uint,uint32[],bytes10,bytes)",
        "0000000000000000000000000000000000000000000000000000000000000123"
        + "0000000000000000000000000000000000000000000000000000000000000080"
        + "3132333435363738393000000000000000000000000000000000000000000000"
        + "00000000000000000000000000000000000000000000000000000000000000e0"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000456"
        + "0000000000000000000000000000000000000000000000000000000000000789"
        + "000000000000000000000000000000000000000000000000000000000000000d"
        + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000",
        "291; [1110, 1929]; 0x31323334353637383930; 0x48656c6c6f2c20776f726c6421")]
    [InlineData(
        "E(uint[][],string[])",
        "0000000000000000000000000000000000000000000000000000000000000040"
        + "0000000000000000000000000000000000000000000000000000000000000140"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "00000000000000000000000000000000000000000000000000000000000000a0"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000060"
        + "00000000000000000000000000000000000000000000000000000000000000a0"
        + "00000000000000000000000000000000000000000000000000000000000000e0"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "6f6e650000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "74776f0000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000005"
        + "7468726565000000000000000000000000000000000000000000000000000000",
        "[[1, 2], [3]]; [one, two, three]")]
    [InlineData("E(int8)", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff80", "-128")]
    [InlineData("E()", "", "")]
    [InlineData(
        "E(bytes)", // Unpadded at the end: hand-written contracts leave the padding out.
        "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000002" + "abcd",
        "0xabcd")]
    [InlineData(
        "E(string)",
        "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000002" + "61ff",
        "a\uFFFD")]
    public void Data_of_the_specification_decodes(string declaration, string data, string values)
    {
        var (arguments, fault) = Decode(declaration, [], Convert.FromHexString(data));
        Assert.Null(fault);
        Assert.Equal(values, string.Join("; ", arguments));
    }

    [Theory]
    [InlineData("E(bool)", "0000000000000000000000000000000000000000000000000000000000000002", "OutOfType")]
    [InlineData("E(address)", "0000000000000000000000011111111111111111111111111111111111111111", "OutOfType")]
    [InlineData("E(uint8)", "0000000000000000000000000000000000000000000000000000000000000100", "OutOfType")]
    [InlineData("E(uint128)", "0000000000000000000000000000000100000000000000000000000000000000", "OutOfType")]
    [InlineData("E(int8)", "0000000000000000000000000000000000000000000000000000000000000080", "OutOfType")]
    [InlineData("E(bytes3)", "6162636400000000000000000000000000000000000000000000000000000000", "OutOfType")]
    [InlineData("E(uint)", "", "Truncated")]
    [InlineData("E(uint)", "00", "Truncated")]
    [InlineData("E(uint,uint)", "0000000000000000000000000000000000000000000000000000000000000001", "Truncated")]
    [InlineData("E(bytes)", "0000000000000000000000000000000000000000000000000000000000000040", "Offset")]
    [InlineData("E(bytes)", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "Offset")]
    [InlineData("E(bytes)", "0000000000000000000000000000000000000000000000000000000000000020", "Truncated")]
    [InlineData(
        "E(bytes)",
        "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000021" + "00", "Truncated")]
    [InlineData(
        "E(uint[])",
        "0000000000000000000000000000000000000000000000000000000000000020"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000001", "Truncated")]
    public void Hostile_data_is_named(string declaration, string data, string fault) =>
        Assert.Equal(fault, Decode(declaration, [], Convert.FromHexString(data)).Fault?.Kind.ToString());

    // Every offset points at the same array: eight levels of it would unfold into a hundred million values.
    [Fact]
    public void Offsets_that_share_data_cannot_unfold_without_end()
    {
        var words = new List<BigInteger> { 0x20 };
        for (var level = 0; level < 8; level++)
        {
            words.Add(10);
            for (var i = 0; i < 10; i++)
                words.Add(320);
        }

        var data = words.SelectMany(AbiEncoding.Word).ToArray();
        Assert.Equal(AbiFaultKind.Overlapping, Decode("E(uint[][][][][][][][])", [], data).Fault?.Kind);
    }

    // Ten strings that all point at one: more content than the data holds.
    [Fact]
    public void Offsets_that_share_a_text_cannot_copy_it_again_and_again()
    {
        List<BigInteger> words = [0x20, 10, .. Enumerable.Repeat<BigInteger>(320, 10), 64, 0, 0];
        var data = words.SelectMany(AbiEncoding.Word).ToArray();

        Assert.Equal(AbiFaultKind.Overlapping, Decode("E(string[])", [], data).Fault?.Kind);
    }

    [Fact]
    public void Indexed_arguments_come_from_topics_and_dynamic_ones_as_their_hash()
    {
        var hash = Keccak256.Hash("anything"u8);
        var topics = new byte[64];
        AbiEncoding.Word(Address.Parse(Ones) is AddressParse.Valid v ? v.Address : default).CopyTo(topics, 0);
        hash.CopyTo(topics.AsSpan(32));
        var (arguments, fault) = Decode(
            "E(address indexed user, uint256 amount, string indexed note, bool done)",
            topics,
            [.. AbiEncoding.Word(7), .. AbiEncoding.Word(1)]);
        Assert.Null(fault);
        Assert.Equal([Ones, "7", hash.ToString(), "true"], arguments.Select(a => a.ToString()!.ToLowerInvariant()));
        Assert.IsType<AbiValue.Digest>(arguments[2]);
    }

    [Fact]
    public void Indexed_arguments_of_one_word_are_values_and_no_hashes()
    {
        byte[] topics = [.. AbiEncoding.Word(7), .. AbiEncoding.Word(1), .. AbiEncoding.Word(-2)];

        var (arguments, fault) = Decode("E(uint8 indexed a, bool indexed b, int16 indexed c)", topics, []);

        Assert.Null(fault);
        Assert.Equal(["7", "true", "-2"], arguments.Select(it => it.ToString()));
    }

    [Theory]
    [InlineData("E(uint8 indexed a)", 256)]
    [InlineData("E(bool indexed a)", 2)]
    [InlineData("E(int8 indexed a)", 128)]
    public void Topic_that_is_no_value_of_its_type_is_named(string declaration, long word) =>
        Assert.Equal(AbiFaultKind.OutOfType, Decode(declaration, AbiEncoding.Word(word), []).Fault?.Kind);

    [Theory]
    [InlineData("E(uint a)", 0, AbiFaultKind.TopicCount)]
    [InlineData("E(uint a)", 2, AbiFaultKind.TopicCount)]
    [InlineData("E(uint indexed a)", 1, AbiFaultKind.TopicCount)]
    [InlineData("E(uint a)", 1, AbiFaultKind.Topic)]
    [InlineData("E(uint indexed a) anonymous", 0, AbiFaultKind.TopicCount)]
    [InlineData("E(uint indexed a) anonymous", 1, null)]
    public void Topics_must_be_those_of_the_declaration(string declaration, int topics, object? fault)
    {
        new EventDecoder(Event(declaration)).TryDecode(new byte[32 * topics], new byte[32], out _, out var found);
        Assert.Equal(fault ?? default(AbiFaultKind), found.Kind);
    }

    [Fact]
    public void Any_bytes_give_a_value_or_a_named_error()
    {
        var declarations = new[]
        {
            "E(string,(bytes,uint8[])[],bool)",
            "E(uint[][][],address[2][])",
            "E((string,(int16,bytes)[3]) x)",
            "E(bytes4[],string[])",
        };
        // Small words, so that offsets and lengths often point into the data.
        var word = Gen.Frequency(
            (6, Gen.Choose(0, 12).Select(n => AbiEncoding.Word(n * 32))),
            (3, Gen.Choose(0, 40).Select(n => AbiEncoding.Word(n))),
            (1, ArbMap.Default.GeneratorFor<byte>().ArrayOf(32)));
        var data = word.ListOf().Select(w => w.SelectMany(b => b).ToArray());
        Prop.ForAll(Gen.Elements(declarations).Zip(data).ToArbitrary(), t =>
        {
            var (arguments, fault) = Decode(t.Item1, [], t.Item2);
            return fault is not null ? fault.Value.ToString().Length > 0 : string.Join(",", arguments) is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void What_was_encoded_decodes_to_itself() => Prop.ForAll(TypedValues.NonEmptyListOf().ToArbitrary(), pairs =>
    {
        var inputs = pairs.Select((p, i) => new AbiParameter($"a{i}", p.Type, false)).ToImmutableArray();
        var declaration = new AbiEvent("E", inputs, Anonymous: true);
        var data = AbiEncoding.Encode([.. pairs.Select(p => p.Type)], [.. pairs.Select(p => p.Value)]);
        return new EventDecoder(declaration).TryDecode([], data, out var arguments, out _)
            && arguments.SequenceEqual(pairs.Select(p => p.Value));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Gen<(AbiType Type, AbiValue Value)> TypedValues =>
        Types(3).SelectMany(type => Values(type).Select(value => (type, value)));

    private static Gen<AbiType> Types(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Choose(1, 32).Select(n => (AbiType)new AbiType.Uint(8 * n)),
            Gen.Choose(1, 32).Select(n => (AbiType)new AbiType.Int(8 * n)),
            Gen.Choose(1, 32).Select(n => (AbiType)new AbiType.FixedBytes(n)),
            Gen.Elements<AbiType>(new AbiType.Account(), new AbiType.Flag(), new AbiType.Blob(), new AbiType.Text()));
        if (depth == 0)
            return leaf;
        var inner = Types(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(t => (AbiType)new AbiType.Array(t, null)),
            inner.Zip(Gen.Choose(1, 3)).Select(t => (AbiType)new AbiType.Array(t.Item1, t.Item2)),
            Gen.Two(inner).Select(t => (AbiType)new AbiType.Tuple(
                [new AbiParameter("x", t.Item1, false), new AbiParameter("y", t.Item2, false)])));
    }

    private static Gen<AbiValue> Values(AbiType type)
    {
        var bytes = ArbMap.Default.GeneratorFor<byte>();
        return type switch
        {
            AbiType.Uint u => bytes.ArrayOf(u.Bits / 8)
                .Select(b => (AbiValue)Number(new BigInteger(b, isUnsigned: true))),
            AbiType.Int i => bytes.ArrayOf(i.Bits / 8).Select(b => (AbiValue)Number(new BigInteger(b))),
            AbiType.FixedBytes f => bytes.ArrayOf(f.Size).Select(b => (AbiValue)new AbiValue.Blob([.. b])),
            AbiType.Account => bytes.ArrayOf(20).Select(b => (AbiValue)new AbiValue.Account(Address.FromBytes(b))),
            AbiType.Flag => Gen.Elements<AbiValue>(new AbiValue.Flag(true), new AbiValue.Flag(false)),
            AbiType.Blob => bytes.ArrayOf().Select(b => (AbiValue)new AbiValue.Blob([.. b])),
            AbiType.Text => Gen.Elements("", "čaj 🍵 and much more text than one word holds")
                .Select(t => (AbiValue)new AbiValue.Text(t)),
            AbiType.Array a => Values(a.Element).ListOf(a.Length ?? 2).Select(v => (AbiValue)new AbiValue.List([.. v])),
            AbiType.Tuple t => t.Components.Aggregate(
                Gen.Constant(ImmutableArray<AbiValue>.Empty),
                (all, c) => all.Zip(Values(c.Type)).Select(p => p.Item1.Add(p.Item2)))
                .Select(v => (AbiValue)new AbiValue.List(v)),
            _ => throw new ArgumentException(type.CanonicalName),
        };
    }

    private static AbiValue.Number Number(BigInteger value) => new(value);

    private static (ImmutableArray<AbiValue> Arguments, AbiFault? Fault) Decode(
        string declaration, byte[] indexed, byte[] data)
    {
        var parsed = Event(declaration);
        var topics = new byte[32 + indexed.Length];
        parsed.Topic.CopyTo(topics);
        indexed.CopyTo(topics, 32);
        return new EventDecoder(parsed).TryDecode(topics, data, out var arguments, out var fault)
            ? (arguments, null)
            : ([], fault);
    }

    private static AbiEvent Event(string declaration) =>
        Assert.IsType<AbiEventParse.Parsed>(AbiEvent.Parse(declaration)).Event;
}
