using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Invariants;

/// <summary>
/// What is displaced into a digest lies in one that will be sent, is told in it once, or is said to be over there, and
/// leaves it only where its owner opted out of it, a reorg took it back, or put it in doubt until the next.
/// </summary>
internal sealed class DigestsTellAll : Invariant
{
    private static readonly KindName Digest = new("digest");

    private readonly HashSet<(Address, DeliveryKey)> _told = [];

    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        var laid = commit.Rows.History.Where(row => row.Topic == HistoryTopic.DigestItem)
            .GroupBy(row => Convert.ToInt64(row.Key[..16], 16))
            .ToDictionary(rows => rows.Key, rows => DigestMap.ToEvent(rows.Key, rows).Items);
        foreach (var (number, items) in laid)
            if (!items.IsEmpty && commit.After.Attention.Digests.All(it => it.Number != number))
                Break($"{Short(commit.Wallet)}: an item lies in digest {number}, which will not be sent");
        var now = laid.Values.SelectMany(items => items).ToArray();
        foreach (var decision in Decisions.Of(commit).Where(it => it.Outcome == DecisionOutcome.Digested))
            if (!now.Any(it => it.Workflow.Value == decision.Workflow && it.Subject.Value == decision.Subject
                && it.Episode == decision.Episode))
                Break($"{Short(commit.Wallet)}: {decision.Workflow} {decision.Subject} is digested, and lies in no digest");
        foreach (var row in commit.Rows.History)
            if (row is { Topic: HistoryTopic.Delivery, Outcome: DeliveryWords.Digested }
                && ledger.Planned.TryGetValue(row.Key[..64], out var planned)
                && !now.Any(it => it.Workflow == planned.Told.Workflow && it.Subject == planned.Told.Subject
                    && it.Episode == planned.Told.Episode && it.Ordinal == planned.Told.Ordinal))
                Break($"{Short(commit.Wallet)}: {row.Key[..8]} was put off, and lies in no digest");
        foreach (var book in commit.Before.Attention.Digests)
            if (commit.After.Attention.Digests.All(it => it.Number != book.Number))
                Came(ledger, commit, book, now);
    }

    private void Came(Ledger ledger, WalletCommit commit, DigestBook book, DigestItem[] laidAgain)
    {
        var came = DigestMap.ToEvent(book.Number, ledger.Disk.History.All(HistoryTopic.DigestItem)
            .Where(row => row.Wallet == commit.Wallet
                && row.Key.StartsWith(DigestMap.KeysOf(book.Number), StringComparison.Ordinal)));
        var should = came.Items.Where(item => !came.Withdrawn.Contains(item.Key)
            && !commit.After.Preferences.MutedKinds.Contains(item.Kind)
            && laidAgain.All(it => it.Key != item.Key)).ToArray();
        var digest = Plan.Of(commit.After, commit.Rows).Select(it => it.Told)
            .FirstOrDefault(it => it.Role == NotificationRole.Digest && it.Episode == book.Number);
        if (digest is null)
        {
            if (should.SelectMany(it => it.Channels).Any(channel => Reaches(ledger, commit.After.Preferences, channel)))
                Break($"{Short(commit.Wallet)}: digest {book.Number} is not sent, and {should.Length} lie in it");
            return;
        }

        // A digest that reached nobody told of nothing: what a reorg brings back may lie in the next one.
        foreach (var item in should)
            if (!_told.Add((commit.Wallet, item.Key)))
                Break($"{Short(commit.Wallet)}: {item.Kind} {item.Subject}:{item.Episode} is in a second digest");

        var over = should.Count(item => !new EpisodeOf(commit.Wallet, item.Workflow, item.Subject, item.Episode)
            .IsOpen(ledger));
        var lines = digest.Fields.Where(it => it.Key.StartsWith(TemplateFields.ItemPrefix, StringComparison.Ordinal))
            .Select(it => it.Value).ToArray();
        if (digest.Fields[TemplateFields.Count] != $"{should.Length}"
            || (should.Length <= DigestDecision.LinesMax
                && lines.Count(line => line.EndsWith("(over)", StringComparison.Ordinal)) != over))
            Break($"{Short(commit.Wallet)}: digest {book.Number} tells {string.Join("; ", lines)}, and has to tell "
                + $"{should.Length}, of which {over} are over");
    }

    private static bool Reaches(Ledger ledger, Preferences preferences, ChannelName channel) =>
        !preferences.MutedKinds.Contains(Digest) && !preferences.MutedChannels.Contains(channel)
        && (preferences.Contacts.GetValueOrDefault(channel) is { } contact
            ? contact.Standing == ContactStanding.Verified
            : !ledger.Channels.Single(it => it.Name == channel).NeedsAddress);
}
