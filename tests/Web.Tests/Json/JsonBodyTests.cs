using Kwala.Web.Json;
using Microsoft.AspNetCore.Http;

namespace Kwala.Web.Tests.Json;

public sealed class JsonBodyTests
{
    [Fact]
    public async Task A_body_that_announces_too_much_is_refused_before_it_is_read()
    {
        var request = new DefaultHttpContext().Request;
        request.ContentLength = 101;
        request.Body = new Unreadable();

        Assert.IsType<JsonBody.TooLarge>(await JsonBody.Read(request, bytesMax: 100, default));
    }

    private sealed class Unreadable : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The body was read.");
    }
}
