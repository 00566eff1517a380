using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Kwala.Chain.Rpc;

/// <summary>
/// JSON-RPC 2.0 on the wire: one request as an object, several as a batch; ids are positions from 1. Answers are read
/// in one pass where "id" precedes "result", as most nodes write them. Source: https://www.jsonrpc.org/specification.
/// </summary>
internal static class RpcBatch
{
    private const int MessageLengthMax = 300;

    // A reason in words is at most a few hundred bytes; two digits each.
    private const int DataLengthMax = 8 * 1024;

    /// <summary>The body of the request.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<RpcCall> calls)
    {
        var body = new ArrayBufferWriter<byte>(256 * calls.Count);
        using var json = new Utf8JsonWriter(body);
        if (calls.Count > 1)
            json.WriteStartArray();
        for (var i = 0; i < calls.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteNumber("id", i + 1);
            json.WriteString("method", calls[i].Method);
            json.WriteStartArray("params");
            calls[i].WriteParams(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (calls.Count > 1)
            json.WriteEndArray();
        json.Flush();
        return body.WrittenMemory;
    }

    /// <summary>
    /// Hands each answer to its call. Gives a failure where the whole body is of no use; a call that got nothing keeps
    /// <see cref="RpcFailure.IdMismatch"/>.
    /// </summary>
    public static RpcFailure? Read(ReadOnlySpan<byte> body, IReadOnlyList<RpcCall> calls)
    {
        foreach (var call in calls)
            call.Fail(new RpcFailure.IdMismatch());
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
            return new RpcFailure.NotJson(Html: !start.IsEmpty && start[0] == (byte)'<');
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            // A single object in place of a batch is the node's refusal of the whole of it.
            return reader.TokenType == JsonTokenType.StartArray
                ? ReadArray(ref reader, calls)
                : ReadOne(ref reader, calls, alone: true);
        }
        catch (JsonException)
        {
            return new RpcFailure.Malformed("broken JSON");
        }
        // The reader's word for text that is no UTF-8 or half a surrogate pair.
        catch (InvalidOperationException)
        {
            return new RpcFailure.Malformed("broken text");
        }
    }

    private static RpcFailure? ReadArray(ref Utf8JsonReader reader, IReadOnlyList<RpcCall> calls)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (ReadOne(ref reader, calls, alone: false) is { } failure)
                return failure;
        }

        return reader.TokenType == JsonTokenType.EndArray ? null : new RpcFailure.Malformed("an unexpected element");
    }

    private static RpcFailure? ReadOne(ref Utf8JsonReader reader, IReadOnlyList<RpcCall> calls, bool alone)
    {
        // An id that comes after the result (Nethermind) costs a second pass over that result.
        var ahead = reader;
        var id = FindId(ref ahead);
        var call = id >= 1 && id <= calls.Count ? calls[(int)id - 1] : null;
        if (call is null && !alone)
            return new RpcFailure.IdMismatch();

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("result"u8) && call is not null)
            {
                reader.Read();
                call.Accept(ref reader);
                // After a malformed result the reader stands anywhere; the rest of the body is of no use.
                if (call.Failure is { } malformed)
                    return malformed;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (ReadError(ref reader) is not { } refusal)
                    continue;
                if (call is null || (alone && calls.Count > 1))
                    return refusal;
                call.Fail(refusal);
            }
            else if (!reader.Read() || !reader.TrySkip())
            {
                return new RpcFailure.Malformed("broken JSON");
            }
        }

        return call is null ? new RpcFailure.IdMismatch() : null;
    }

    // On a copy of the reader: stops at the id, usually the second member.
    private static long FindId(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId)
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? id : -1;
            reader.Skip();
        }

        return -1;
    }

    private static RpcFailure.Refused? ReadError(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new RpcFailure.Refused(0, "");
        }

        var (code, message, data) = (0L, "", (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueTextEquals("code"u8);
            var isMessage = reader.ValueTextEquals("message"u8);
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.Number)
                _ = reader.TryGetInt64(out code);
            else if (isMessage && reader.TokenType == JsonTokenType.String)
                message = Readable(reader.GetString() ?? "");
            else if (isData && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= DataLengthMax)
                data = reader.GetString();
            else
                reader.Skip();
        }

        return new RpcFailure.Refused(code, message) { Data = data };
    }

    // A node's own words, fit for one line of a log.
    private static string Readable(string message)
    {
        var text = new StringBuilder(Math.Min(message.Length, MessageLengthMax));
        foreach (var letter in message.AsSpan(0, Math.Min(message.Length, MessageLengthMax)))
            text.Append(char.IsControl(letter) ? ' ' : letter);
        return text.ToString();
    }
}
