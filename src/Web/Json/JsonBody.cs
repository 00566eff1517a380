using System.Text.Json;

namespace Kwala.Web.Json;

/// <summary>A request's body as JSON, or why not.</summary>
internal abstract record JsonBody
{
    private const int DepthMax = 16;

    private JsonBody()
    {
    }

    public sealed record Parsed(JsonElement Root) : JsonBody;

    public sealed record Malformed(string Detail) : JsonBody;

    public sealed record TooLarge : JsonBody;

    public static async Task<JsonBody> Read(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.Read(request, bytesMax, cancellationToken);
        return body is { } bytes ? Parse(bytes) : new TooLarge();
    }

    public static JsonBody Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(
                utf8, new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
            return new Parsed(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            return new Malformed(
                $"This is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}), or a member "
                + $"stands twice, or it is nested deeper than {DepthMax}.");
        }
    }
}

/// <summary>Reads a body without trusting its length.</summary>
internal static class BoundedBody
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>
    /// The whole body, or null when it is larger than allowed; then not much more than that was read.
    /// </summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(
        HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        if (request.ContentLength > bytesMax)
            return null;
        using var body = new MemoryStream();
        var chunk = new byte[ChunkSize];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > bytesMax)
                return null;
            body.Write(chunk, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
