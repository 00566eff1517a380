using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Shadows;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Shadows;

/// <summary>
/// What candidates that run in shadow would have told one wallet: their episodes and where they part from the live
/// version, in rows beside the wallet's record. Whatever fails here holds up nothing: a row that could not be written
/// is a difference that is not reported.
/// </summary>
internal sealed partial class ShadowBooks(Address wallet, IHistory history, ILogger logger)
{
    // A wallet whose value flaps must not fill the report.
    private const int DifferencesMax = 50;

    private readonly Dictionary<Bytes32, Book> _books = [];

    /// <summary>Every candidate in shadow takes what the wallet took.</summary>
    public async Task Follow(ImmutableArray<Workflow> candidates, WalletPolicy policy, ShadowedTurn turn)
    {
        foreach (var candidate in candidates)
            if (ShadowDecision.Concerns(turn.Happened, candidate.Id))
                await Follow(candidate, policy, turn);
    }

    private async Task Follow(Workflow candidate, WalletPolicy policy, ShadowedTurn turn)
    {
        try
        {
            var book = _books.GetValueOrDefault(candidate.Hash) ?? await Load(candidate, turn.Before);
            var step = ShadowDecision.Follow(
                book.Track, candidate, turn.Before, turn.Happened, turn.Effects, turn.Now, policy);
            var kept = step.Differences.Take(DifferencesMax - book.Differences).ToImmutableArray();
            var next = book with { Track = step.Track, Differences = book.Differences + kept.Length };
            _books[candidate.Hash] = next;
            // The next activation begins with the live version's episodes, unless there is a row that says otherwise.
            if (kept.IsEmpty && IsSame(book.Track, step.Track) && IsSame(
                turn.Before.Tracks.GetValueOrDefault(candidate.Id), turn.After.Tracks.GetValueOrDefault(candidate.Id)))
                return;
            _books[candidate.Hash] = next = next with { Number = book.Number + 1 };
            await history.Append(
                [
                    .. kept.Select(difference => difference.ToRow(wallet)),
                    ShadowMap.ToRow(
                        wallet, candidate.Id, candidate.Hash, next.Track, next.Differences, next.Number, turn.Now),
                ],
                CancellationToken.None);
            if (book.Number > 0)
                await history.Remove(
                    wallet, HistoryTopic.Shadow, ShadowMap.KeyOf(candidate.Hash, book.Number), CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotFollowed(logger, failure, wallet, candidate.Id.Value, candidate.Hash);
        }
    }

    private async Task<Book> Load(Workflow candidate, WalletState wallets)
    {
        var rows = await history.ReadKeys(
            new HistoryKeys(wallet, HistoryTopic.Shadow, ShadowMap.KeysOf(candidate.Hash), Below: null, Limit: 1),
            CancellationToken.None);
        return rows is [var row]
            ? ShadowMap.ToBook(row.Body, (track, differences, number) => new Book(track, differences, number))
            : new Book(wallets.Tracks.GetValueOrDefault(candidate.Id), 0, 0);
    }

    private static bool IsSame(WorkflowTrack? one, WorkflowTrack? other) =>
        ReferenceEquals(one?.Episodes, other?.Episodes);

    [LoggerMessage(LogLevel.Warning, "{Wallet}: candidate {Hash} of {Workflow} missed a turn in shadow.")]
    private static partial void LogNotFollowed(
        ILogger logger, Exception failure, Address wallet, string workflow, Bytes32 hash);

    /// <param name="Track">The candidate's episodes; null for none.</param>
    /// <param name="Differences">How many were kept.</param>
    /// <param name="Number">Of its newest row; 0 for none.</param>
    private sealed record Book(WorkflowTrack? Track, int Differences, long Number);
}

/// <summary>What a wallet took, and what came of it.</summary>
internal sealed record ShadowedTurn(
    WalletState Before,
    WalletState After,
    WalletEvent Happened,
    ImmutableArray<WalletEffect> Effects,
    DateTimeOffset Now);
