namespace Kwala.Grains.Stored;

/// <summary>Whose an address of a channel is.</summary>
internal sealed record AddressStored
{
    /// <summary>Wallets in lower-case hex, each once, in the order of their coming.</summary>
    public string[] Wallets { get; init; } = [];
}
