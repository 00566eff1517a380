using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Workflows;

/// <summary>What a log is about, such as <c>fees</c>. Same characters as <see cref="WorkflowId"/>.</summary>
/// <param name="Value">The name.</param>
public readonly record struct CategoryName(string Value) : IComparable<CategoryName>
{
    /// <summary>Of what no rule matches.</summary>
    public static CategoryName Other { get; } = new("other");

    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(CategoryName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

/// <summary>
/// Sorts proposals into categories: by the functions that they call, whom they call, and the words that describe them.
/// Untrusted logs: time is linear in the calls, and of a description only the first
/// <see cref="DescriptionMax"/> characters are looked at.
/// </summary>
/// <param name="Parts">Where the event says it.</param>
/// <param name="Categories">In the order of the workflow; at most 32.</param>
public sealed record CategoryRules(ProposalParts Parts, ImmutableArray<Category> Categories)
{
    /// <summary>How many characters of a description are looked at.</summary>
    public const int DescriptionMax = 16 * 1024;

    /// <summary>
    /// Every category that has a rule which matches, with the first such rule; <see cref="CategoryName.Other"/> where
    /// none has. The same arguments give the same answer anywhere. Empty where the arguments are not known.
    /// </summary>
    public ImmutableArray<CategoryMatch> Of(ImmutableArray<AbiValue> arguments)
    {
        if (arguments.IsDefaultOrEmpty)
            return [];
        var calls = Parts.SelectorsOf(arguments);
        var targets = Parts.TargetsOf(arguments);
        var description = Parts.DescriptionOf(arguments).AsSpan();
        if (description.Length > DescriptionMax)
            description = description[..DescriptionMax];
        var matches = ImmutableArray.CreateBuilder<CategoryMatch>();
        foreach (var category in Categories)
            if (category.RuleFor(calls, targets, description) is { } rule)
                matches.Add(new CategoryMatch(category.Name, rule));
        return matches.Count == 0
            ? [new CategoryMatch(CategoryName.Other, "no rule of the others")]
            : matches.ToImmutable();
    }

    /// <summary>The categories that may be chosen.</summary>
    public IEnumerable<CategoryName> Names => Categories.Select(it => it.Name).Append(CategoryName.Other);

    /// <summary>Whether a category may be chosen.</summary>
    public bool Has(CategoryName name) => Names.Contains(name);
}

/// <summary>One category and what makes a proposal belong to it: any of its rules.</summary>
/// <param name="Name">Its name, not <see cref="CategoryName.Other"/>.</param>
/// <param name="Selectors">Functions that it calls.</param>
/// <param name="Targets">Contracts that it calls.</param>
/// <param name="Words">
/// Words or phrases of its description: whole words, in any case (compared ordinally, whatever the culture).
/// </param>
public sealed record Category(
    CategoryName Name,
    ImmutableArray<CallSelector> Selectors,
    ImmutableArray<Address> Targets,
    ImmutableArray<string> Words)
{
    /// <summary>The first rule that matches, in words; null for none.</summary>
    internal string? RuleFor(
        ImmutableSortedSet<uint> calls, ImmutableSortedSet<Address> targets, ReadOnlySpan<char> description)
    {
        foreach (var selector in Selectors)
            if (calls.Contains(selector.Value))
                return $"selector {selector.Text}";
        foreach (var target in Targets)
            if (targets.Contains(target))
                return $"target {target.ToChecksumString()}";
        foreach (var words in Words)
            if (Holds(description, words))
                return $"words \"{words}\"";
        return null;
    }

    private static bool Holds(ReadOnlySpan<char> text, string words)
    {
        for (var from = 0; text[from..].IndexOf(words, StringComparison.OrdinalIgnoreCase) is >= 0 and var next;)
        {
            var (at, after) = (from + next, from + next + words.Length);
            if (!(at > 0 && IsPartOfWord(text[at - 1])) && !(after < text.Length && IsPartOfWord(text[after])))
                return true;
            from = at + 1;
        }

        return false;
    }

    private static bool IsPartOfWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}

/// <summary>A function as a call names it.</summary>
/// <param name="Value">The first four bytes of its signature's Keccak-256 hash, big-endian.</param>
/// <param name="Text">As the workflow writes it: a signature, or the four bytes in hex.</param>
public readonly record struct CallSelector(uint Value, string Text)
{
    /// <summary>Of a canonical signature such as <c>setFee(uint256)</c>.</summary>
    public static CallSelector OfSignature(string signature) => new(ValueOf(signature), signature);

    internal static uint ValueOf(string signature)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash(Encoding.UTF8.GetBytes(signature)).CopyTo(hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}

/// <summary>A category that a log belongs to.</summary>
/// <param name="Name">Which.</param>
/// <param name="Rule">By which rule, such as <c>selector setFee(uint256)</c>.</param>
public readonly record struct CategoryMatch(CategoryName Name, string Rule);
