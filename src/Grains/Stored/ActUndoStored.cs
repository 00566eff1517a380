using System.Globalization;
using System.Text.Json.Serialization;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;

namespace Kwala.Grains.Stored;

/// <summary>What was learned from an act in a block that is not final.</summary>
internal sealed record ActUndoStored
{
    [JsonPropertyName("c")]
    public required string Chain { get; init; }

    [JsonPropertyName("b")]
    public required long Block { get; init; }

    [JsonPropertyName("h")]
    public required string Hash { get; init; }

    /// <summary>Sixteen hex digits; absent for none.</summary>
    [JsonPropertyName("i")]
    public string? Id { get; init; }

    /// <summary>What is to be put back; counts may be negative.</summary>
    [JsonPropertyName("k")]
    public BehaviourStored? Back { get; init; }

    /// <summary>The hour of the week; absent for none.</summary>
    [JsonPropertyName("w")]
    public int? Hour { get; init; }
}

/// <summary>Between acts that may be taken back and their stored shape.</summary>
internal static class ActUndoMap
{
    public static ActUndoStored ToStored(this ActUndo undo) => new()
    {
        Chain = undo.Chain.Value,
        Block = undo.Block.Number,
        Hash = undo.Block.Hash.ToShort(),
        Id = undo.Id == 0 ? null : undo.Id.ToString("x16", CultureInfo.InvariantCulture),
        Back = undo.Back.ToStored(),
        Hour = undo.Hour,
    };

    public static ActUndo ToCore(this ActUndoStored stored) => new(
        new ChainId(stored.Chain),
        new BlockRef(stored.Block, StoredParts.FromShort(stored.Hash)),
        stored.Id is { } id ? ulong.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0,
        stored.Back.ToCore(),
        stored.Hour);
}
