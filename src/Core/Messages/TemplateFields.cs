using System.Collections.Immutable;

namespace Kwala.Core.Messages;

/// <summary>
/// The fields that a template may name: the one list behind Core's facts, the compiler's check and docs/templates.md.
/// Every value is text, ready to read; the event's arguments come beside them as <c>args.NAME</c>.
/// </summary>
public static class TemplateFields
{
    /// <summary>The wallet, with checksum.</summary>
    public const string Wallet = "wallet";

    /// <summary>The wallet's first and last digits, such as 0x1234…abcd.</summary>
    public const string WalletShort = "walletShort";

    /// <summary>The chain, CAIP-2.</summary>
    public const string Chain = "chain";

    /// <summary>The workflow's name.</summary>
    public const string Workflow = "workflow";

    /// <summary>What the notification is about.</summary>
    public const string Kind = "kind";

    /// <summary>The tier that the wallet was judged by.</summary>
    public const string Tier = "tier";

    /// <summary>The value that was compared.</summary>
    public const string Value = "value";

    /// <summary>The threshold that was crossed, as a number.</summary>
    public const string Threshold = "threshold";

    /// <summary>The severity level that was crossed; 1 is the mildest.</summary>
    public const string Level = "level";

    /// <summary>How many severity levels there are.</summary>
    public const string Levels = "levels";

    /// <summary>Which position of the wallet.</summary>
    public const string Subject = "subject";

    /// <summary>The contract that emitted the event, with checksum.</summary>
    public const string Contract = "contract";

    /// <summary>The block's number.</summary>
    public const string Block = "block";

    /// <summary>The block's time, ISO 8601 in UTC.</summary>
    public const string BlockTime = "blockTime";

    /// <summary>The transaction's hash.</summary>
    public const string Transaction = "transaction";

    /// <summary>The number of the crossing's episode.</summary>
    public const string Episode = "episode";

    /// <summary>alert, repeat, resolved or retraction.</summary>
    public const string Role = "role";

    /// <summary>gentle, standard or urgent.</summary>
    public const string Urgency = "urgency";

    /// <summary>When it was decided, ISO 8601 in UTC.</summary>
    public const string DecidedAt = "decidedAt";

    /// <summary>"true" where the message is told late (decision 12), else empty or absent.</summary>
    public const string Late = "late";

    /// <summary>
    /// "true" where the block behind the message was replaced and nobody could say in time whether it still holds, else
    /// empty or absent.
    /// </summary>
    public const string InDoubt = "inDoubt";

    /// <summary>How many things a digest tells of; of a digest alone.</summary>
    public const string Count = "count";

    /// <summary>What was learned, as one text; of a notice alone.</summary>
    public const string Notice = "notice";

    /// <summary>The magnitude that was learned about, 0 to 7; of a notice alone.</summary>
    public const string Size = "size";

    /// <summary>What stands before the number of a digest's line: <c>item.01</c>.</summary>
    public const string ItemPrefix = "item.";

    /// <summary>How far the value moved, with sign and unit; absent where the value itself is compared.</summary>
    public const string Change = "change";

    /// <summary>The value that it moved from; absent where the value itself is compared.</summary>
    public const string From = "from";

    /// <summary>The event's argument that named the wallet, such as from or to; absent without a log.</summary>
    public const string Side = "side";

    /// <summary>How often the episode was told again, this message counted; else empty or absent.</summary>
    public const string Repeat = "repeat";

    /// <summary>
    /// "true" where the message corrects one that told that the episode was over, else empty or absent.
    /// </summary>
    public const string Corrects = "corrects";

    /// <summary>The share of the portfolio in what moved, such as 42.5%; empty where it is not known.</summary>
    public const string Exposure = "exposure";

    /// <summary>The portfolio's Herfindahl-Hirschman index, 0 to 1; empty where it is not known.</summary>
    public const string Concentration = "concentration";

    /// <summary>By how many USD the move changed the portfolio; empty where that is not known.</summary>
    public const string ImpactUsd = "impactUsd";

    /// <summary>concentrated, neutral or diversified; empty where it is not known.</summary>
    public const string PortfolioClass = "portfolioClass";

    /// <summary>What the portfolio is worth in USD; empty where it is not known.</summary>
    public const string PortfolioUsd = "portfolioUsd";

    /// <summary>What a proposal is about, by category; absent without categories or log.</summary>
    public const string Categories = "categories";

    /// <summary>The first line of a proposal's description, at most 80 characters; else empty or absent.</summary>
    public const string Title = "title";

    /// <summary>When what the log opened ends, such as 2026-01-31 18:00 in UTC; absent if open-ended.</summary>
    public const string Ends = "ends";

    /// <summary>"true" where that is counted in blocks, and so an estimate; else empty or absent.</summary>
    public const string EndsEstimated = "endsEstimated";

    /// <summary>When it was to end before another log moved the end; else empty or absent.</summary>
    public const string EndsMovedFrom = "endsMovedFrom";

    /// <summary>The language that the owner chose, such as pt-BR; else empty or absent.</summary>
    public const string Language = "language";

    /// <summary>What stands before the name of a decoded argument.</summary>
    public const string ArgumentPrefix = "args.";

    /// <summary>Those of the portfolio, which only workflows have that ask for it.</summary>
    public static ImmutableArray<string> OfPortfolio { get; } =
        [Exposure, Concentration, ImpactUsd, PortfolioClass, PortfolioUsd];

    /// <summary>All of the above, in the order of the documentation.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        Wallet, WalletShort, Chain, Workflow, Kind, Tier, Value, Threshold, Level, Levels, Subject, Contract,
        Block, BlockTime, Transaction, Episode, Role, Urgency, DecidedAt, Late, InDoubt,
        Change, From, Side, Repeat, Corrects, Categories, Title, Ends, EndsEstimated, EndsMovedFrom, Language,
        .. OfPortfolio,
    ];

    /// <summary>Those that may be absent; the others are given, but for <see cref="NotOfRetraction"/>.</summary>
    public static ImmutableArray<string> Optional { get; } =
    [
        Late, InDoubt, Change, From, Side, Repeat, Corrects, Categories, Title, Ends, EndsEstimated, EndsMovedFrom,
        Language,
        .. OfPortfolio,
    ];

    /// <summary>Those of the log: a retraction has neither them nor arguments, since the log is gone.</summary>
    public static ImmutableArray<string> NotOfRetraction { get; } =
        [Contract, BlockTime, .. Optional.Remove(Language)];
}
