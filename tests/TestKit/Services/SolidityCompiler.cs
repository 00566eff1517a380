using System.Text.Json;

namespace Kwala.TestKit.Services;

/// <summary>A compiled contract.</summary>
/// <param name="Abi">Its interface, a JSON array.</param>
/// <param name="Bytecode">What creates it, as 0x and hex digits.</param>
public sealed record CompiledContract(JsonElement Abi, string Bytecode);

/// <summary>Compiles Solidity with solc's own JavaScript build.</summary>
public static class SolidityCompiler
{
    /// <summary>Compiles one source text; the compiler's errors throw with its own words.</summary>
    public static async Task<IReadOnlyDictionary<string, CompiledContract>> Compile(string source) =>
        JsonSerializer.Deserialize<Dictionary<string, CompiledContract>>(
            await NodeScript.Run("solc.js", source), JsonSerializerOptions.Web)!;
}
