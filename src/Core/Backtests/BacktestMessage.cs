using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Backtests;

/// <summary>Something that an owner would have been told.</summary>
/// <param name="At">When, in the time of the chain.</param>
/// <param name="Role">What it is within its episode.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Level">Severity level, 0 is the mildest.</param>
/// <param name="Ordinal">Tells apart several of the same role and level in an episode.</param>
/// <param name="Value">The value that it tells of, as text.</param>
/// <param name="CorrelationId">The log behind it.</param>
public sealed record BacktestMessage(
    DateTimeOffset At,
    NotificationRole Role,
    SubjectKey Subject,
    long Episode,
    int Level,
    int Ordinal,
    string Value,
    string CorrelationId)
{
    /// <summary>Whether it is this notification.</summary>
    internal bool Tells(Notification it) =>
        it.Role == Role && it.Episode == Episode && it.Level == Level && it.Ordinal == Ordinal && it.Subject == Subject;

    /// <summary>Whether both are the same news.</summary>
    internal static bool IsSame(Notification one, Notification other) =>
        one.Role == other.Role && one.Episode == other.Episode && one.Level == other.Level
        && one.Ordinal == other.Ordinal && one.Subject == other.Subject && one.Workflow == other.Workflow;
}

/// <summary>What ended badly for a wallet.</summary>
/// <param name="At">When.</param>
/// <param name="Block">In which block.</param>
/// <param name="Lead">How long before it the owner was told; null where the owner was not.</param>
public sealed record BacktestOutcome(DateTimeOffset At, long Block, TimeSpan? Lead);
