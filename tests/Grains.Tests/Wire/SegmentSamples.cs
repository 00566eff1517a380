using Kwala.Core.Evm;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Tests.Wire;

/// <summary>What is told of segments, with every member set.</summary>
internal static class SegmentSamples
{
    public static object[] All(Address wallet) =>
    [
        new SegmentStanding { Name = "absent", Condition = "isDormant", Version = "0123456789abcdef", Wallets = 3 },
        new SegmentMembers { Version = "0123456789abcdef", Wallets = [wallet], AndMore = true },
    ];
}
