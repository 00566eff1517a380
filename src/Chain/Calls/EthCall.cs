using System.Text.Json;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;

namespace Kwala.Chain.Calls;

/// <summary>eth_call at the state after one block, which is named by its hash (EIP-1898).</summary>
internal sealed class EthCall(Address to, byte[] input, Bytes32 block) : RpcCall("eth_call")
{
    /// <summary>What the contract returned; empty where there is no contract.</summary>
    public byte[] Value { get; private set; } = [];

    /// <inheritdoc/>
    public override void WriteParams(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("to", to.ToString());
        json.WriteString("data", Hex.Encode(input));
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("blockHash", block.ToString());
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override bool TryRead(ref Utf8JsonReader result)
    {
        Value = [];
        if (result is not { TokenType: JsonTokenType.String, ValueIsEscaped: false } || result.ValueSpan.Length < 2)
            return false;
        Value = new byte[(result.ValueSpan.Length - 2) / 2];
        return Hex.TryDecode(result.ValueSpan, Value);
    }
}
