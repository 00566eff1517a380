using FsCheck;
using FsCheck.Fluent;
using Kwala.Chain.Logs;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Logs;

public sealed class LogsBloomTests
{
    // By the Yellow Paper's formula from the published hash of the empty string.
    [Fact]
    public void Bits_are_the_low_eleven_of_the_first_three_byte_pairs()
    {
        // keccak256("") = c5d2 4601 86f7 ...: 0x5d2 = 1490, 0x601 = 1537, 0x6f7 = 1783.
        Assert.Equal(new BloomKey(1490, 1537, 1783), BloomKey.Of(ReadOnlySpan<byte>.Empty));
    }

    [Fact]
    public void Bit_zero_is_the_lowest_bit_of_the_last_byte()
    {
        var bloom = new LogsBloom();
        bloom.Add(new BloomKey(0, 8, 2047));
        Assert.Equal((byte)1, bloom.Bytes[255]);
        Assert.Equal((byte)1, bloom.Bytes[254]);
        Assert.Equal((byte)0x80, bloom.Bytes[0]);
    }

    [Fact]
    public void What_was_added_may_be_held_and_an_empty_bloom_holds_nothing() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte>().ArrayOf(20).NonEmptyListOf().ToArbitrary(),
        addresses =>
        {
            var bloom = new LogsBloom();
            foreach (var address in addresses)
                bloom.Add(BloomKey.Of(Address.FromBytes(address)));
            return addresses.All(a => bloom.MayHold(BloomKey.Of(a)) && !new LogsBloom().MayHold(BloomKey.Of(a)))
                && bloom.SameAs(LogsBloom.FromBytes(bloom.Bytes.ToArray()));
        }).QuickCheckThrowOnFailure();
}
