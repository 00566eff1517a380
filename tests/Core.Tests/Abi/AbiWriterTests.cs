using System.Numerics;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Abi;

public sealed class AbiWriterTests
{
    private static readonly AbiValue Yes = new AbiValue.Flag(true);

    // The examples of https://docs.soliditylang.org/en/latest/abi-spec.html#examples and #use-of-dynamic-types.
    public static TheoryData<string, AbiValue[], string> Specification => new()
    {
        { "baz(uint32,bool)", [Number(69), Yes], "cdcd77c0 45 1" },
        { "bar(bytes3[2])", [List(Bytes("abc"), Bytes("def"))], "fce353f6 616263> 646566>" },
        {
            "sam(bytes,bool,uint256[])", [Bytes("dave"), Yes, List(Number(1), Number(2), Number(3))],
            "a5643bf2 60 1 a0 4 64617665> 3 1 2 3"
        },
        {
            "f(uint256,uint32[],bytes10,bytes)",
            [Number(0x123), List(Number(0x456), Number(0x789)), Bytes("1234567890"), Bytes("Hello, world!")],
            "8be65246 123 80 31323334353637383930> e0 2 456 789 d 48656c6c6f2c20776f726c6421>"
        },
        {
            "g(uint256[][],string[])",
            [List(List(Number(1), Number(2)), List(Number(3))), List(Text("one"), Text("two"), Text("three"))],
            "2289b18c 40 140 2 40 a0 2 1 2 1 3 3 60 a0 e0 3 6f6e65> 3 74776f> 5 7468726565>"
        },
    };

    [Theory]
    [MemberData(nameof(Specification))]
    public void A_call_is_encoded_as_the_specification_says(string function, AbiValue[] arguments, string words) =>
        Assert.Equal(Words(words), Convert.ToHexStringLower(AbiWriter.Call(Function(function), [.. arguments])));

    [Fact]
    public void Negative_numbers_and_addresses_fill_their_word()
    {
        var account = Assert.IsType<AddressParse.Valid>(
            Address.Parse("0xcA11bde05977b3631167028862bE2a173976CA11")).Address;
        var call = AbiWriter.Call(
            Function("f(int8,int256,address)"),
            [Number(-1), Number(-(BigInteger.One << 255)), new AbiValue.Account(account)]);
        Assert.Equal(
            $"{new string('f', 64)}8{new string('0', 63)}{new string('0', 24)}ca11bde05977b3631167028862be2a173976ca11",
            Convert.ToHexStringLower(call.AsSpan(4)));
    }

    [Theory]
    [InlineData("uint8", 255, true)]
    [InlineData("uint8", 256, false)]
    [InlineData("uint8", -1, false)]
    [InlineData("int8", 127, true)]
    [InlineData("int8", 128, false)]
    [InlineData("int8", -128, true)]
    [InlineData("int8", -129, false)]
    [InlineData("bool", 1, false)]
    public void A_number_fits_where_the_type_can_hold_it(string type, int number, bool fits)
    {
        Assert.Equal(fits, AbiWriter.Fits(Function($"f({type})").Inputs[0].Type, Number(number)));
        if (!fits)
            Assert.Throws<ArgumentException>(() => AbiWriter.Call(Function($"f({type})"), [Number(number)]));
    }

    [Theory]
    [InlineData("bytes4", "abc")]
    [InlineData("bytes2", "abc")]
    [InlineData("string", "abc")]
    public void Bytes_fit_their_own_length_only(string type, string bytes)
    {
        Assert.False(AbiWriter.Fits(Function($"f({type})").Inputs[0].Type, Bytes(bytes)));
        Assert.Throws<ArgumentException>(() => AbiWriter.Call(Function($"f({type})"), [Bytes(bytes)]));
    }

    [Fact]
    public void An_array_fits_its_own_length_only()
    {
        var pair = Function("f(uint8[2])").Inputs[0].Type;
        Assert.True(AbiWriter.Fits(pair, List(Number(1), Number(2))));
        Assert.False(AbiWriter.Fits(pair, List(Number(1))));
        Assert.False(AbiWriter.Fits(pair, List(Number(1), Number(256))));
        Assert.Throws<ArgumentException>(() => AbiWriter.Sequence([pair], [List(Number(1))]));
        Assert.Throws<ArgumentException>(() => AbiWriter.Sequence([pair], []));
    }

    private static AbiFunction Function(string signature) =>
        Assert.IsType<AbiFunctionParse.Parsed>(AbiFunction.Parse($"{signature} returns (bool)")).Function;

    private static AbiValue.Number Number(BigInteger value) => new(value);

    private static AbiValue.Blob Bytes(string ascii) => new([.. Encoding.ASCII.GetBytes(ascii)]);

    private static AbiValue.Text Text(string text) => new(text);

    private static AbiValue.List List(params AbiValue[] items) => new([.. items]);

    // The first is the selector, then one word each: a number, or with > bytes from the left.
    private static string Words(string words) => string.Concat(words.Split(' ').Select((word, at) =>
        at == 0 ? word : word.EndsWith('>') ? word[..^1].PadRight(64, '0') : word.PadLeft(64, '0')));
}
