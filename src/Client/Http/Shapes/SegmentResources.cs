using System.ComponentModel;

namespace Kwala.Client.Http.Shapes;

internal sealed record SegmentsResource(IReadOnlyList<SegmentResource> Items);

internal sealed record SegmentResource(
    string Name,
    [property: Description("The condition, as it is configured.")] string Condition,
    [property: Description("The condition's version, 16 hex digits: another condition has another.")] string Version,
    [property: Description("How many wallets belonged to it, under this condition, when each was last saved.")]
    long Wallets);

internal sealed record SegmentWalletsResource(
    [property: Description("The version of the condition that they belong under.")] string Version,
    [property: Description("In the order of their addresses.")] IReadOnlyList<string> Wallets,
    [property: Description("What to give as after for the next page; null where there is none.")] string? Next);

internal sealed record WalletSegmentsResource(
    [property: Description("The names of the segments that the wallet belongs to now.")]
    IReadOnlyList<string> Segments);
