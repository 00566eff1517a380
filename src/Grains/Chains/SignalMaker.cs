using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>What a log means under a workflow: whose wallets, which position, which value. Pure.</summary>
internal static class SignalMaker
{
    // In bytes where it is stored: a letter that is not plain takes six.
    private const int KeySizeMax = 200;
    private const int ArgumentLengthMax = 66;

    /// <summary>
    /// The wallets that the log concerns, each once, in the order of the workflow: at most as many as the workflow
    /// names, since an argument that names a wallet is one address. The zero address is nobody's: it stands for
    /// whoever subscribed to a workflow for subscribers. A log that the workflow passes over concerns nobody.
    /// </summary>
    public static void AddWallets(Workflow workflow, ImmutableArray<AbiValue> arguments, List<Address> wallets)
    {
        if (!IsWanted(workflow, arguments))
            return;
        // Whoever subscribed is found later, where the value before is known.
        if (workflow.IsForSubscribers)
            wallets.Add(default);
        AddWallets(workflow.Wallets, arguments, wallets);
    }

    /// <summary>The wallets that these arguments hold, each once; the zero address is nobody's.</summary>
    public static void AddWallets(
        ImmutableArray<int> indices, ImmutableArray<AbiValue> arguments, List<Address> wallets)
    {
        foreach (var index in indices)
            if (arguments[index] is AbiValue.Account { Address: { IsZero: false } wallet } && !wallets.Contains(wallet))
                wallets.Add(wallet);
    }

    /// <summary>The same of a log of any event that the workflow follows, but for acts.</summary>
    public static void AddWallets(FollowedAs followed, ImmutableArray<AbiValue> arguments, List<Address> wallets)
    {
        if (followed.Recheck is { } recheck)
            AddWallets(recheck.Wallets, arguments, wallets);
        else if (followed.Ending is not { } ending)
            AddWallets(followed.Workflow, arguments, wallets);
        else if (ending.Wallet is null)
            wallets.Add(default);
        else if (ending.Wallet is { } at && arguments[at] is AbiValue.Account { Address: { IsZero: false } wallet })
            wallets.Add(wallet);
    }

    /// <summary>
    /// What a log ends: of the position that its own arguments name, with the value of what is over. They are not the
    /// trigger's, and nobody reads them on.
    /// </summary>
    public static Signal Ended(Signal signal, Ending ending, EventLog log) => signal with
    {
        Subject = SubjectOf(ending.Subject, signal.Source.Chain, log.Arguments),
        Value = ending.Value,
        Source = signal.Source with { Arguments = ending.At is { } at ? [log.Arguments[at]] : [] },
    };

    /// <summary>
    /// A log that moves a position, as if the position's own contract had emitted it: its arguments are not the
    /// trigger's, and nobody reads them on.
    /// </summary>
    public static EventLog Moved(Workflow workflow, EventLog log) =>
        log with { Contract = workflow.Trigger.Contracts[0], Arguments = [] };

    /// <summary>Whether the workflow looks at the log at all.</summary>
    public static bool IsWanted(Workflow workflow, ImmutableArray<AbiValue> arguments) =>
        workflow.When is null || workflow.When.Evaluate(arguments);

    /// <summary>
    /// The value that is compared, infinite where the workflow says so; undefined where it is computed from what was
    /// not read.
    /// </summary>
    public static Rational ValueOf(Workflow workflow, ImmutableArray<AbiValue> arguments) =>
        workflow.ReadsItsValue ? Rational.Undefined : Evaluated(workflow, arguments);

    /// <summary>
    /// The same with what was read for it: undefined where a read failed that the value is computed from.
    /// </summary>
    public static Rational ValueOf(Workflow workflow, ImmutableArray<AbiValue> arguments, ReadResults read)
    {
        var count = workflow.Trigger.Event.Inputs.Length;
        return read.LacksAny(workflow.Value.Uses, count)
            || (workflow.InfiniteWhen is { } infinite && read.LacksAny(infinite.Uses, count))
                ? Rational.Undefined
                : Evaluated(workflow, read.Behind(arguments, count));
    }

    private static Rational Evaluated(Workflow workflow, ImmutableArray<AbiValue> values) =>
        workflow.InfiniteWhen?.Evaluate(values) == true
            ? Rational.PositiveInfinity
            : workflow.Value.Evaluate(values);

    /// <summary>Which position the log is about: <c>chain/contract</c>, or <c>chain/argument:argument</c>.</summary>
    public static SubjectKey SubjectOf(
        Workflow workflow, ChainId chain, Address contract, ImmutableArray<AbiValue> arguments) =>
        workflow.Subject.IsEmpty
            ? new SubjectKey(string.Concat(chain.Value, "/", contract.ToString()))
            : SubjectOf(workflow.Subject, chain, arguments);

    /// <summary>What an act means; its position is null where its event names none.</summary>
    public static ActSeen ActOf(Workflow workflow, OwnerAct act, ChainId chain, EventLog log, bool isFinal) => new(
        workflow.Id,
        act.Subject.IsEmpty ? null : SubjectOf(act.Subject, chain, log.Arguments),
        chain,
        log.Transaction,
        log.BlockTime)
    {
        Unfinal = isFinal ? null : log.Block,
    };

    private static SubjectKey SubjectOf(
        ImmutableArray<int> subject, ChainId chain, ImmutableArray<AbiValue> arguments)
    {
        var key = new StringBuilder(chain.Value).Append('/');
        for (var part = 0; part < subject.Length; part++)
            key.Append(part == 0 ? "" : ":").Append(Text(arguments[subject[part]]));
        var text = key.ToString();
        return new SubjectKey(RecordSize.OfText(text) <= KeySizeMax
            ? text
            : string.Concat(chain.Value, "/", Hash(text)));
    }

    /// <summary>The log as all of its signals share it.</summary>
    public static SignalSource SourceOf(EventLog log, ChainId chain) => new(
        chain, log.Block, log.BlockTime, log.Transaction, log.LogIndex, log.Contract, log.Arguments);

    // What could be mistaken for the key's own signs, or is long, stands there as its hash.
    private static string Text(AbiValue argument)
    {
        var text = argument is AbiValue.Account { Address: var account } ? account.ToString() : argument.ToString();
        return text.Length is > 0 and <= ArgumentLengthMax && text.AsSpan().IndexOfAny(":/") < 0 ? text : Hash(text);
    }

    private static string Hash(string text) => Keccak256.Hash(Encoding.UTF8.GetBytes(text)).ToString();
}
