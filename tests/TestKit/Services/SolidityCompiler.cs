using System.Diagnostics;
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
    public static async Task<IReadOnlyDictionary<string, CompiledContract>> Compile(string source)
    {
        if (await NodeServices.MissingReason() is { } reason) throw new InvalidOperationException(reason);
        var start = new ProcessStartInfo(NodeServices.OnPath("node")!)
        {
            WorkingDirectory = NodeServices.TestsFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine("services", "solc.js"));
        using var solc = Process.Start(start)!;
        var output = solc.StandardOutput.ReadToEndAsync();
        var errors = solc.StandardError.ReadToEndAsync();
        await solc.StandardInput.WriteAsync(source);
        solc.StandardInput.Close();
        await solc.WaitForExitAsync();
        if (solc.ExitCode != 0) throw new InvalidOperationException(await errors);
        return JsonSerializer.Deserialize<Dictionary<string, CompiledContract>>(
            await output, JsonSerializerOptions.Web)!;
    }
}
