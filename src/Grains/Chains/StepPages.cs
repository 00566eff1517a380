using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// The wallets of one step in pages. One price may have more positions read than a node answers for at once: each page
/// is read and told by itself, so that what one page has done is done, and the place moves with the last one. All of a
/// wallet is in one page, in the order of the chain.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="revision">The revision of the live workflows that it is taken by.</param>
/// <param name="moved">Whose positions its prices moved; null where prices move none.</param>
/// <param name="movedAtOnce">About how many of them are in a page.</param>
internal sealed class StepPages(FeedStep.Advanced step, long revision, MovedPositions? moved, int movedAtOnce)
{
    private readonly int _pages = 1 + ((moved?.Called ?? 0) / movedAtOnce);
    private int _page;

    /// <summary>The step.</summary>
    public FeedStep.Advanced Step => step;

    /// <summary>Whose positions its prices moved; null where prices move none.</summary>
    public MovedPositions? Moved => moved;

    /// <summary>The revision of the live workflows that it is taken by.</summary>
    public long Revision => revision;

    /// <summary>Whether nothing comes after the present page.</summary>
    public bool IsLast => _page == _pages - 1;

    /// <summary>Whether a page was told already, and others were not.</summary>
    public bool IsHalfTold => _page > 0 && _page < _pages;

    /// <summary>Who is in the present page; null for everybody. The zero address is in the last one.</summary>
    public Func<Address, bool>? IsWanted => _pages == 1 ? null : wallet => PageOf(wallet) == _page;

    /// <summary>For people, such as <c>blocks 7 to 9, page 2 of 20</c>.</summary>
    public string Name => $"blocks {step.FromBlock} to {step.ToBlock}"
        + (_pages == 1 ? "" : $", page {_page + 1} of {_pages}");

    /// <summary>Whether another reading of the feed gave the same blocks for the same workflows.</summary>
    public bool IsOf(FeedStep.Advanced other, long otherRevision) => revision == otherRevision
        && (step.FromBlock, step.ToBlock) == (other.FromBlock, other.ToBlock)
        && step.To.Window.AsSpan().SequenceEqual(other.To.Window.AsSpan());

    /// <summary>Goes on to the next page, or past the last one.</summary>
    public void Turn() => _page++;

    // Fibonacci hashing: wallets that resemble each other do not end up in one page.
    private int PageOf(Address wallet) => wallet.IsZero
        ? _pages - 1
        : (int)(((uint)wallet.GetHashCode() * 2654435769u >> 8) % (uint)_pages);
}
