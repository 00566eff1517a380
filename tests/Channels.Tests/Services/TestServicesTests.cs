using System.Text.Json;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Services;

/// <summary>The test services themselves: each starts, answers and is the implementation that it says.</summary>
public sealed class TestServicesTests
{
    [SkippableFact]
    public async Task Anvil_mines_a_contract_that_solc_compiled()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        await using var node = await AnvilNode.Start("--chain-id", "4242");
        var contracts = await SolidityCompiler.Compile(
            "pragma solidity ^0.8.0;"
            + "contract Answer { function answer() external pure returns (uint) { return 42; } }");

        var accounts = await node.Call("eth_accounts");
        var creation = new { from = accounts[0].GetString(), data = contracts["Answer"].Bytecode };
        var hash = await node.Call("eth_sendTransaction", creation);
        JsonElement receipt; // Anvil answers with the hash a moment before it mines.
        do receipt = await node.Call("eth_getTransactionReceipt", hash);
        while (receipt.ValueKind == JsonValueKind.Null);
        var call = new { to = receipt.GetProperty("contractAddress").GetString(), data = "0x85bb7d69" };

        Assert.EndsWith("2a", (await node.Call("eth_call", call, "latest")).GetString(), StringComparison.Ordinal);
        Assert.Equal("0x1092", (await node.Call("eth_chainId")).GetString());
    }

    [SkippableFact]
    public async Task Compiler_errors_come_in_the_compilers_words()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SolidityCompiler.Compile("contract {"));

        Assert.Contains("ParserError", error.Message, StringComparison.Ordinal);
    }
}
