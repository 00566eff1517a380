using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Evm;

public sealed class Bytes32Tests
{
    [Theory]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000ff", true)]
    [InlineData("0X00000000000000000000000000000000000000000000000000000000000000FF", true)]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000ff", false)]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000ffff", false)]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000fg", false)]
    [InlineData("", false)]
    public void Text_is_read_or_refused(string text, bool valid)
    {
        Assert.Equal(valid, Bytes32.TryParse(text, out _));
        Assert.Equal(valid, Bytes32.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _));
        Assert.Equal(valid, Bytes32.Parse(text) is Bytes32Parse.Valid);
    }

    [Fact]
    public void Bytes_text_and_order_survive_every_round_trip() => Prop.ForAll(
        Gen.Two(ArbMap.Default.GeneratorFor<byte>().ArrayOf(Bytes32.Size)).ToArbitrary(),
        pair =>
        {
            var (a, b) = (Bytes32.FromBytes(pair.Item1), Bytes32.FromBytes(pair.Item2));
            var copy = new byte[Bytes32.Size];
            a.CopyTo(copy);
            return copy.AsSpan().SequenceEqual(pair.Item1)
                && Bytes32.TryParse(a.ToString(), out var read) && read == a
                && Math.Sign(a.CompareTo(b)) == Math.Sign(pair.Item1.AsSpan().SequenceCompareTo(pair.Item2));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("eip155:1", true)]
    [InlineData("cosmos:Binance-Chain-Tigris", true)]
    [InlineData("eip155", false)]
    [InlineData("eip155:", false)]
    [InlineData("EIP155:1", false)]
    [InlineData("ab:1", false)]
    [InlineData("eip155:1:2", false)]
    [InlineData("eip155:012345678901234567890123456789012", false)]
    public void Chain_is_named_as_CAIP_2_says(string text, bool valid) =>
        Assert.Equal(valid, ChainId.Parse(text) is ChainIdParse.Valid v && v.Chain.ToString() == text);

    [Fact]
    public void Log_positions_stand_in_chain_order() => Assert.True(
        new LogPosition(1, 9) < new LogPosition(2, 0) && new LogPosition(2, 0) < new LogPosition(2, 1)
        && new LogPosition(2, 1) >= new LogPosition(2, 1));
}
