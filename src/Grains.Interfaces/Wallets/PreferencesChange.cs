using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Wallets;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>Preferences and the mark by which a change of them is told from another.</summary>
[GenerateSerializer, Immutable, Alias("kwala.PreferencesVersion")]
public sealed record PreferencesVersion
{
    /// <summary>What the owner chose.</summary>
    [Id(0)]
    public required Preferences Preferences { get; init; }

    /// <summary>Changes when they do and only then; without quotation marks.</summary>
    [Id(1)]
    public required string ETag { get; init; }
}

/// <summary>What became of a change of preferences.</summary>
[GenerateSerializer, Immutable, Alias("kwala.PreferencesChange")]
public abstract record PreferencesChange
{
    private PreferencesChange()
    {
    }

    /// <summary>They are in force and durable.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.PreferencesChange.Changed")]
    public sealed record Changed : PreferencesChange
    {
        /// <summary>The preferences as they are now.</summary>
        [Id(0)]
        public required PreferencesVersion Current { get; init; }
    }

    /// <summary>Somebody else changed them first; nothing was changed now.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.PreferencesChange.Conflict")]
    public sealed record Conflict : PreferencesChange
    {
        /// <summary>The preferences as they are.</summary>
        [Id(0)]
        public required PreferencesVersion Current { get; init; }
    }

    /// <summary>They cannot be used; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.PreferencesChange.Invalid")]
    public sealed record Invalid : PreferencesChange
    {
        /// <summary>All that is wrong.</summary>
        [Id(0)]
        public required ImmutableArray<PreferencesProblem> Problems { get; init; }
    }

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<PreferencesVersion, T> changed,
        Func<PreferencesVersion, T> conflict,
        Func<ImmutableArray<PreferencesProblem>, T> invalid) => this switch
        {
            Changed it => changed(it.Current),
            Conflict it => conflict(it.Current),
            Invalid it => invalid(it.Problems),
            _ => throw new UnreachableException(),
        };
}

/// <summary>One thing that is wrong with preferences.</summary>
[GenerateSerializer, Immutable, Alias("kwala.PreferencesProblem")]
public sealed record PreferencesProblem
{
    /// <summary>Where, such as <c>thresholds.liquidation-risk</c> or <c>contacts.email</c>.</summary>
    [Id(0)]
    public required string Field { get; init; }

    /// <summary>What is wrong and how to put it right.</summary>
    [Id(1)]
    public required string Message { get; init; }
}
