using System.Globalization;

namespace Kwala.Chain.Rpc;

/// <summary>
/// How a request to a node can fail. Nothing here holds the endpoint's URL: its path often is the key.
/// <see cref="object.ToString"/> is for people.
/// </summary>
internal abstract record RpcFailure
{
    private RpcFailure() { }

    /// <summary>No complete answer within the time limit.</summary>
    public sealed record TimedOut(TimeSpan Limit) : RpcFailure
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"no answer within {Limit.TotalSeconds:0.#} s");
    }

    /// <summary>The connection could not be made or broke.</summary>
    public sealed record Unreachable(string Kind) : RpcFailure
    {
        public override string ToString() => $"unreachable ({Kind})";
    }

    /// <summary>A status other than success, without a JSON-RPC error in the body.</summary>
    public sealed record HttpStatus(int Code, TimeSpan? RetryAfter) : RpcFailure
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"HTTP status {Code}");
    }

    /// <summary>A body that is no JSON: a login page, a proxy's error page.</summary>
    public sealed record NotJson(bool Html) : RpcFailure
    {
        public override string ToString() => Html
            ? "HTML instead of JSON: the URL is probably a web page, or a proxy answered"
            : "a body that is not JSON";
    }

    /// <summary>The node's own refusal.</summary>
    public sealed record Refused(long Code, string Message) : RpcFailure
    {
        /// <summary>The error's "data", where it is a text and not too long: what a revert left behind.</summary>
        public string? Data { get; init; }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"error {Code}: {Message}");
    }

    /// <summary>More bytes than an answer may have.</summary>
    public sealed record TooLarge(long BytesMax) : RpcFailure
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"an answer above {BytesMax} bytes");
    }

    /// <summary>JSON that is not the answer to what was asked.</summary>
    public sealed record Malformed(string What) : RpcFailure
    {
        public override string ToString() => $"a malformed answer ({What})";
    }

    /// <summary>A batch's answer lacks this request's id, or has one that was not asked.</summary>
    public sealed record IdMismatch : RpcFailure
    {
        public override string ToString() => "an answer with the wrong ids";
    }

    /// <summary>Whether the same request may well succeed a moment later at the same endpoint.</summary>
    public bool IsTransient => this is Unreachable or HttpStatus { Code: 408 or 429 or >= 500 };
}
