using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Evm;

public sealed class AddressTests
{
    // EIP-55's own test cases.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void Checksum_matches_the_published_vector(string text)
    {
        var address = Assert.IsType<AddressParse.Valid>(Address.Parse(text)).Address;
        Assert.Equal(text, address.ToChecksumString());
        Assert.Equal(text.ToLowerInvariant(), address.ToString());
    }

    [Theory]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", null)]
    [InlineData("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", null)]
    [InlineData("0x0000000000000000000000000000000000000000", null)]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "checksum")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee", "checksum")]
    [InlineData("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "starts with 0x")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", "this has 39")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedd", "this has 41")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg", "digits 0-9 and a-f")]
    [InlineData("", "starts with 0x")]
    public void Text_is_read_or_refused_with_the_remedy(string text, string? problem)
    {
        Assert.Equal(problem is null, Address.TryParse(text, out var tried));
        if (problem is null)
            Assert.Equal(tried, Assert.IsType<AddressParse.Valid>(Address.Parse(text)).Address);
        else
            Assert.Contains(
                problem, Assert.IsType<AddressParse.Invalid>(Address.Parse(text)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_is_the_zero_address()
    {
        Assert.True(default(Address).IsZero);
        Assert.Equal("0x0000000000000000000000000000000000000000", default(Address).ToString());
    }

    [Fact]
    public void Bytes_text_and_order_survive_every_round_trip() => Prop.ForAll(
        Gen.Two(ArbMap.Default.GeneratorFor<byte>().ArrayOf(Address.Size)).ToArbitrary(),
        pair =>
        {
            var (a, b) = (Address.FromBytes(pair.Item1), Address.FromBytes(pair.Item2));
            var copy = new byte[Address.Size];
            a.CopyTo(copy);
            return copy.AsSpan().SequenceEqual(pair.Item1)
                && Address.TryParse(a.ToString(), out var lower) && lower == a
                && Address.TryParse(a.ToChecksumString(), out var mixed) && mixed == a
                && Math.Sign(a.CompareTo(b)) == Math.Sign(pair.Item1.AsSpan().SequenceCompareTo(pair.Item2));
        }).QuickCheckThrowOnFailure();
}
