using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Tests.Evm;

public sealed class Keccak256Tests
{
    // The empty string, "abc" and the fox: https://en.wikipedia.org/wiki/SHA-3 (Keccak) and the team's KAT files;
    // event topics: EIP-20.
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "The quick brown fox jumps over the lazy dog",
        "0x4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    [InlineData(
        "Transfer(address,address,uint256)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    [InlineData(
        "Approval(address,address,uint256)", "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925")]
    public void Digest_matches_the_published_vector(string text, string digest) =>
        Assert.Equal(digest, Keccak256.Hash(Encoding.UTF8.GetBytes(text)).ToString());

    // Around one and two blocks of 136 bytes, where padding goes wrong first. Values by an independent implementation.
    [Theory]
    [MemberData(nameof(BlockEdges))]
    public void Digest_is_right_around_the_edges_of_a_block(int length, string digest) =>
        Assert.Equal(digest, Keccak256.Hash(Encoding.ASCII.GetBytes(new string('a', length))).ToString());

    public static TheoryData<int, string> BlockEdges => new()
    {
        { 135, "0x34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446" },
        { 136, "0xa6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e" },
        { 137, "0xd869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39" },
        { 271, "0x132f47effd6c8b1b299efa53fe68aece77ec8ae4eb2e294f668eec94f76001e1" },
        { 272, "0xcf7fcd4f705ee749930d19ca84561a9bf62516bd90a471545fa2f49fdc7e63c8" },
        { 273, "0x5a7b8187d2778e614097fac3097573de1fee4d972304d3360796a857029bb176" },
        { 1000, "0xb6a4ac1f51884d71f30fa397a5e155de3099e11fc0edef5d08b646e621e19de9" },
    };
}
