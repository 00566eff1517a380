using System.Globalization;

namespace Kwala.Core.Abi;

/// <summary>The elementary types by the names that people write, aliases included.</summary>
internal static class AbiTypeNames
{
    /// <summary>The type of this name, or null.</summary>
    public static AbiType? Find(string name) => name switch
    {
        "address" => new AbiType.Account(),
        "bool" => new AbiType.Flag(),
        "string" => new AbiType.Text(),
        "bytes" => new AbiType.Blob(),
        "uint" => new AbiType.Uint(256),
        "int" => new AbiType.Int(256),
        _ when Sized(name, "uint", 256) is { } bits && bits % 8 == 0 => new AbiType.Uint(bits),
        _ when Sized(name, "int", 256) is { } bits && bits % 8 == 0 => new AbiType.Int(bits),
        _ when Sized(name, "bytes", 32) is { } size => new AbiType.FixedBytes(size),
        _ => null,
    };

    /// <summary>Why this name is no type that we read.</summary>
    public static string ProblemOf(string name) =>
        name.Length == 0 ? "Expected a type, such as address or uint256."
        : name.StartsWith("fixed", StringComparison.Ordinal) || name.StartsWith("ufixed", StringComparison.Ordinal)
            ? "Fixed-point types are not in use in Solidity; write the integer type."
        : name == "function" ? "The function type is not read; declare it as bytes24."
        : $"{name} is not a Solidity type (user types: write a struct as a tuple, an enum as uint8, "
            + "a contract as address).";

    private static int? Sized(string name, string prefix, int max) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length && name[prefix.Length] != '0'
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && size >= 1 && size <= max
            ? size
            : null;
}
