using Kwala.Chain.Calls;
using Kwala.Chain.Tests.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Calls;

public sealed class RevertReasonTests
{
    [Fact]
    public void Words_of_require_are_told_on_one_short_line()
    {
        Assert.Equal("not yours", RevertReason.Of(Error("not yours")));
        Assert.Equal("a b", RevertReason.Of(Error("a\n\u202Eb")).Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal(161, RevertReason.Of(Error(new string('x', 5000))).Length);
    }

    [Fact]
    public void Panic_and_own_errors_are_told_by_their_number()
    {
        Assert.Equal("panic 0x11", RevertReason.Of([0x4e, 0x48, 0x7b, 0x71, .. AbiEncoding.Word(0x11)]));
        Assert.Equal("its error 0x01020304", RevertReason.Of([1, 2, 3, 4, 5]));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void Nothing_left_behind_is_said_so(byte[] data) =>
        Assert.Equal("the contract gave no reason", RevertReason.Of(data));

    [Fact]
    public void An_error_that_is_cut_off_is_told_by_its_selector() =>
        Assert.Equal("its error 0x08c379a0", RevertReason.Of(Error("not yours").AsSpan(0, 50)));

    [Fact]
    public void Data_of_a_nodes_refusal_goes_before_its_words()
    {
        var data = Hex.Encode(Error("not yours"));
        Assert.Equal("not yours", RevertReason.Of("execution reverted", data));
        Assert.Equal("not yours", RevertReason.Of("VM execution error.", $"Reverted {data}"));
        Assert.Equal("execution reverted", RevertReason.Of("execution reverted", "0x"));
        Assert.Equal("execution reverted", RevertReason.Of("execution reverted", "0xzz010203"));
        Assert.Equal("out of gas", RevertReason.Of("out of gas", null));
        Assert.Equal("the contract gave no reason", RevertReason.Of("", null));
    }

    private static byte[] Error(string words) =>
        [0x08, 0xc3, 0x79, 0xa0, .. AbiEncoding.Encode([new AbiType.Text()], [new AbiValue.Text(words)])];
}
