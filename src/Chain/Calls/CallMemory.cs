namespace Kwala.Chain.Calls;

/// <summary>
/// Where a chain is known to have <see cref="Multicall3"/>, which never leaves again. Only a hint that saves requests,
/// so a torn read between two readings is harmless.
/// </summary>
internal sealed class CallMemory
{
    // A chain without it is asked again after so many blocks: somebody may have put it there.
    private const long AskAgainAfter = 10_000;

    private long _presentFrom = long.MaxValue;
    private long _absentThrough = -1;

    /// <summary>Whether it is worth a try at this block.</summary>
    public bool MayAggregate(long block) =>
        block >= _presentFrom || _absentThrough < 0 || block > _absentThrough + AskAgainAfter;

    /// <summary>It was there.</summary>
    public void Present(long block) => _presentFrom = Math.Min(_presentFrom, block);

    /// <summary>It was not there.</summary>
    public void Absent(long block)
    {
        if (block < _presentFrom)
            _absentThrough = Math.Max(_absentThrough, block);
    }
}
