using System.Text.Json;

namespace Kwala.Chain.Rpc;

/// <summary>
/// One JSON-RPC request and the place for its answer. Belongs to one sender; a retry writes the same request and
/// overwrites the answer.
/// </summary>
internal abstract class RpcCall(string method)
{
    /// <summary>Such as eth_getLogs.</summary>
    public string Method => method;

    /// <summary>Why there is no value; null once there is one.</summary>
    public RpcFailure? Failure { get; private set; } = new RpcFailure.IdMismatch();

    /// <summary>Writes the elements of the "params" array.</summary>
    public abstract void WriteParams(Utf8JsonWriter json);

    /// <summary>Reads "result", at whose first token the reader stands.</summary>
    public void Accept(ref Utf8JsonReader result) =>
        Failure = TryRead(ref result) ? null : new RpcFailure.Malformed(Flaw ?? $"the result of {method}");

    /// <summary>Notes that there is no value.</summary>
    public void Fail(RpcFailure failure) => Failure = failure;

    /// <summary>What is wrong with a result of the right shape, for people.</summary>
    protected string? Flaw { get; set; }

    /// <summary>Reads the result; false when it is not of the expected shape.</summary>
    protected abstract bool TryRead(ref Utf8JsonReader result);
}
