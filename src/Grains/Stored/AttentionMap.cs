using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>Between what a wallet knows of attention and its stored shape; what is unset takes nothing.</summary>
internal static class AttentionMap
{
    public static AttentionChoicesStored? ToStored(this AttentionChoices value)
    {
        var stored = new AttentionChoicesStored
        {
            Zone = value.Zone,
            Quiet = value.Quiet?.ToString(),
            PerDay = value.PerDay,
            PerWeek = value.PerWeek,
            Digest = value.Digest?.ToString(),
            DigestKinds = value.DigestKinds.Select(kind => kind.Value).OrNull(),
            Snoozes = value.Snoozes.Select(ToStored).OrNull(),
        };
        return stored == new AttentionChoicesStored() ? null : stored;
    }

    public static AttentionChoices ToCore(this AttentionChoicesStored? stored) => stored is null
        ? AttentionChoices.Unset
        : new AttentionChoices
        {
            Zone = stored.Zone,
            Quiet = stored.Quiet is { } quiet && QuietHours.TryParse(quiet, out var hours) ? hours : null,
            PerDay = stored.PerDay,
            PerWeek = stored.PerWeek,
            Digest = stored.Digest is { } text && DigestSchedule.TryParse(text, out var digest) ? digest : null,
            DigestKinds = [.. (stored.DigestKinds ?? []).Select(kind => new KindName(kind))],
            Snoozes = [.. (stored.Snoozes ?? []).Select(ToCore)],
        };

    public static AttentionStored? ToStored(this AttentionState value)
    {
        if (ReferenceEquals(value, AttentionState.Empty))
            return null;
        return new AttentionStored
        {
            Day = value.Spent.Day,
            Counts = value.Spent.Counts.OrNull(),
            LastTold = value.LastTold.IsEmpty
                ? null
                : new(value.LastTold.ToDictionary(it => it.Key.Value, it => it.Value), StringComparer.Ordinal),
            Digests = value.Digests
                .Select(book => new DigestBookStored { Name = book.Name, Number = book.Number, DueAt = book.DueAt })
                .OrNull(),
            DigestsUsed = value.DigestsUsed,
        };
    }

    public static AttentionState ToCore(this AttentionStored? stored) => stored is null
        ? AttentionState.Empty
        : new AttentionState
        {
            Spent = stored.Counts is { } counts ? new Spending(stored.Day, [.. counts]) : Spending.None,
            LastTold = (stored.LastTold ?? []).ToImmutableSortedDictionary(it => new KindName(it.Key), it => it.Value),
            Digests = [.. (stored.Digests ?? []).Select(book => new DigestBook(book.Name, book.Number, book.DueAt))],
            DigestsUsed = stored.DigestsUsed,
        };

    private static SnoozeStored ToStored(Snooze snooze) => snooze switch
    {
        Snooze.OfKind it => new SnoozeStored { Kind = it.Kind.Value, Until = it.Until },
        Snooze.OfPosition it => new SnoozeStored
        {
            Workflow = it.Workflow.Value,
            Subject = it.Subject.Value,
            Until = it.Until,
            Episode = it.Episode,
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Snooze ToCore(SnoozeStored stored) => stored.Kind is { } kind
        ? new Snooze.OfKind(new KindName(kind), stored.Until ?? DateTimeOffset.MaxValue)
        : new Snooze.OfPosition(
            new WorkflowId(stored.Workflow ?? ""), new SubjectKey(stored.Subject ?? ""), stored.Until, stored.Episode);
}
