using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Backtests;

/// <summary>
/// What ends badly for a wallet, such as a liquidation: a backtest measures how long before it an owner was told.
/// </summary>
/// <param name="Event">The event that says so.</param>
/// <param name="Contracts">The emitting contracts; empty for any.</param>
/// <param name="Wallet">Index of the argument that holds the wallet.</param>
/// <param name="Name">What people call one of them: "liquidation".</param>
public sealed record OutcomeEvent(AbiEvent Event, ImmutableArray<Address> Contracts, int Wallet, string Name)
{
    /// <summary>The longest name.</summary>
    public const int NameLengthMax = 40;

    /// <summary>Reads a declaration as people give it.</summary>
    /// <param name="declaration">The event as in Solidity, with names for its arguments.</param>
    /// <param name="contracts">The emitting contracts; empty for any.</param>
    /// <param name="wallet">
    /// The argument that holds the wallet; null for the one that is called as the workflow's is, or for the only
    /// address.
    /// </param>
    /// <param name="name">What people call it; null for the event's name in words.</param>
    /// <param name="workflow">The workflow that is tried.</param>
    public static OutcomeEventReading Read(
        string declaration, ImmutableArray<Address> contracts, string? wallet, string? name, Workflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        if (name is { Length: 0 or > NameLengthMax } || name?.Any(char.IsControl) == true)
            return new OutcomeEventReading.Refused($"An outcome's name has 1 to {NameLengthMax} letters.");
        return AbiEvent.Parse(declaration).Match<OutcomeEventReading>(
            declared => WalletOf(declared, wallet, workflow) switch
            {
                _ when declared.Anonymous && contracts.IsEmpty => new OutcomeEventReading.Refused(
                    "An anonymous event has no topic to look for: name its contract."),
                { } index => new OutcomeEventReading.Found(
                    new OutcomeEvent(declared, contracts, index, name ?? Words(declared.Name))),
                null => new OutcomeEventReading.Refused(Advice(declared, wallet)),
            },
            (column, problem) => new OutcomeEventReading.Refused($"column {column}: {problem}"));
    }

    /// <summary>The wallet that a log of it names; null for none.</summary>
    public Address? WalletIn(ImmutableArray<AbiValue> arguments) =>
        arguments[Wallet] is AbiValue.Account { Address: { IsZero: false } wallet } ? wallet : null;

    private static int? WalletOf(AbiEvent declared, string? wanted, Workflow workflow)
    {
        var inputs = declared.Inputs;
        var accounts = Enumerable.Range(0, inputs.Length).Where(i => inputs[i].Type is AbiType.Account).ToArray();
        if (wanted is not null)
            return Named(wanted);
        foreach (var index in workflow.Wallets)
            if (workflow.Trigger.Event.Inputs[index].Name is { Length: > 0 } name && Named(name) is { } same)
                return same;
        return accounts is [var only] ? only : null;

        int? Named(string name)
        {
            foreach (var index in accounts)
                if (inputs[index].Name == name)
                    return index;
            return null;
        }
    }

    private static string Advice(AbiEvent declared, string? wanted)
    {
        string[] names = [.. declared.Inputs.Where(it => it.Type is AbiType.Account).Select(it => it.Name ?? "")];
        return names.Length == 0 ? $"{declared.Name} names no address, so no wallet."
            : wanted is not null ? $"{declared.Name} has no address \"{wanted}\": {NearestWord.Advice(wanted, names)}"
            : $"Which argument of {declared.Name} holds the wallet? Name one of {string.Join(", ", names)}.";
    }

    // LiquidationCall: liquidation call.
    private static string Words(string name) => string.Concat(name.Select((letter, index) =>
        char.IsAsciiLetterUpper(letter)
            ? string.Concat(index == 0 ? "" : " ", char.ToLowerInvariant(letter))
            : letter.ToString()));
}

/// <summary>How reading an outcome event ended.</summary>
public abstract record OutcomeEventReading
{
    private OutcomeEventReading()
    {
    }

    /// <summary>It was understood.</summary>
    public sealed record Found(OutcomeEvent Event) : OutcomeEventReading;

    /// <summary>It was not.</summary>
    public sealed record Refused(string Problem) : OutcomeEventReading;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<OutcomeEvent, T> found, Func<string, T> refused) => this switch
    {
        Found it => found(it.Event),
        Refused it => refused(it.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
