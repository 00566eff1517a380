using System.Buffers;

namespace Kwala.Core.Evm;

/// <summary>
/// A chain's name as CAIP-2 writes it: namespace, colon, reference, such as "eip155:1". Made by <see cref="Parse"/>
/// where the text is not our own. Source: https://chainagnostic.org/CAIPs/caip-2.
/// </summary>
public readonly record struct ChainId(string Value)
{
    private static readonly SearchValues<char> NamespaceLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> ReferenceLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>The EVM chain with this number (EIP-155).</summary>
    public static ChainId Evm(ulong number) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"eip155:{number}"));

    /// <summary>Reads a CAIP-2 name, or says why not.</summary>
    public static ChainIdParse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new ChainIdParse.Invalid("A chain is written as namespace:reference, such as eip155:1.");
        var scope = text.AsSpan(0, colon);
        var reference = text.AsSpan(colon + 1);
        if (scope.Length is < 3 or > 8 || scope.ContainsAnyExcept(NamespaceLetters))
            return new ChainIdParse.Invalid("Before the colon stand 3 to 8 of a-z, 0-9 and -, such as eip155.");
        if (reference.Length is < 1 or > 32 || reference.ContainsAnyExcept(ReferenceLetters))
            return new ChainIdParse.Invalid("After the colon stand 1 to 32 of a-z, A-Z, 0-9, - and _, such as 1.");
        return new ChainIdParse.Valid(new ChainId(text));
    }

    /// <summary>The CAIP-2 text.</summary>
    public override string ToString() => Value ?? "";
}

/// <summary>How reading a <see cref="ChainId"/> from text ended.</summary>
public abstract record ChainIdParse
{
    private ChainIdParse() { }

    /// <summary>The text was well-formed.</summary>
    public sealed record Valid(ChainId Chain) : ChainIdParse;

    /// <summary>The text was refused; <paramref name="Problem"/> is for people and names the remedy.</summary>
    public sealed record Invalid(string Problem) : ChainIdParse;

    /// <summary>One answer per case.</summary>
    public T Match<T>(Func<ChainId, T> valid, Func<string, T> invalid) => this switch
    {
        Valid v => valid(v.Chain),
        Invalid i => invalid(i.Problem),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
