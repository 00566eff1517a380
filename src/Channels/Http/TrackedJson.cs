using System.Net;
using System.Net.Http.Headers;

namespace Kwala.Channels.Http;

/// <summary>
/// A JSON body that knows whether it was asked for. A connection asks for the body only once it is established and the
/// request's head is on its way; a receiver cannot act on a request whose body never left.
/// </summary>
internal sealed class TrackedJson : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;

    public TrackedJson(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Whether any byte of the body may have left.</summary>
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
