namespace Kwala.Core.Evm;

/// <summary>One block by number and hash: two blocks of one number are told apart.</summary>
public readonly record struct BlockRef(long Number, Bytes32 Hash)
{
    /// <summary>Number and hash, for people.</summary>
    public override string ToString() => $"{Number} ({Hash})";
}

/// <summary>Where a log stands on its chain: by block, then by the log's index in that block.</summary>
public readonly record struct LogPosition(long Block, int LogIndex) : IComparable<LogPosition>
{
    /// <inheritdoc/>
    public int CompareTo(LogPosition other) =>
        Block != other.Block ? Block.CompareTo(other.Block) : LogIndex.CompareTo(other.LogIndex);

    /// <summary>Chain order.</summary>
    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    /// <summary>Chain order.</summary>
    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    /// <summary>Chain order.</summary>
    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Chain order.</summary>
    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;

    /// <summary>"block/index", for people.</summary>
    public override string ToString() => $"{Block}/{LogIndex}";
}
