using System.Buffers;

namespace Kwala.Chain.Rpc;

/// <summary>An answer's bytes in a pooled buffer, never more than a limit.</summary>
internal sealed class RpcBody : IDisposable
{
    private const int FirstBytes = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private RpcBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads to the end, or gives null once there are more than <paramref name="bytesMax"/>.</summary>
    public static async Task<RpcBody?> Read(HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength ?? FirstBytes;
        if (announced > bytesMax)
            return null;
        var body = new RpcBody((int)announced + 1);
        var complete = false;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            for (var read = -1; read != 0 && body._length <= bytesMax; body._length += read)
            {
                if (body._length == body._buffer.Length)
                    body.Grow(bytesMax);
                read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken);
            }

            complete = body._length <= bytesMax;
            return complete ? body : null;
        }
        finally
        {
            if (!complete)
                body.Dispose();
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow(int bytesMax)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _length, bytesMax + 1L));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
