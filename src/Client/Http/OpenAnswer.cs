using System.Buffers;
using System.IO.Pipelines;

namespace Kwala.Client.Http;

/// <summary>An answer that has begun: read as a whole, or line by line as it comes.</summary>
internal sealed class OpenAnswer : IDisposable
{
    private const int LineBytesMax = 64 * 1024;

    private readonly AnswerReading _reading;
    private readonly TimeLimit _limit;
    private readonly HttpResponseMessage? _response;
    private readonly HttpAnswer.None? _failure;
    private PipeReader? _lines;

    /// <summary>An answer whose headers are there.</summary>
    public OpenAnswer(AnswerReading reading, TimeLimit limit, HttpResponseMessage response) =>
        (_reading, _limit, _response) = (reading, limit, response);

    /// <summary>None.</summary>
    public OpenAnswer(AnswerReading reading, TimeLimit limit, HttpAnswer.None failure) =>
        (_reading, _limit, _failure) = (reading, limit, failure);

    /// <summary>Whether the request is being carried out, and lines tell of it.</summary>
    public bool HasLines => _response is { IsSuccessStatusCode: true };

    /// <summary>The answer, read to its end.</summary>
    public Task<HttpAnswer> Whole() => _response is null
        ? Task.FromResult<HttpAnswer>(_failure!)
        : _limit.Take(
            async token => await _reading.Read(_response, token), e => _reading.Failure(e, _limit.Length));

    /// <summary>The next line; every one has the whole time limit.</summary>
    public async Task<AnswerLine> Next()
    {
        _limit.Restart();
        return await _limit.Take<AnswerLine>(
            async token =>
            {
                _lines ??= PipeReader.Create(await _response!.Content.ReadAsStreamAsync(token));
                return await Line(_lines, token);
            },
            e => new AnswerLine.Broken(_reading.Failure(e, _limit.Length)));
    }

    public void Dispose()
    {
        _lines?.Complete();
        _response?.Dispose();
        _limit.Dispose();
    }

    private async Task<AnswerLine> Line(PipeReader lines, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await lines.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                lines.AdvanceTo(read.Buffer.GetPosition(1, end));
                return new AnswerLine.Whole(line);
            }

            if (read.Buffer.Length > LineBytesMax)
                return new AnswerLine.Broken(_reading.NotUnderstood("a line without an end"));
            if (read.IsCompleted)
                return new AnswerLine.End();
            lines.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

/// <summary>What reading on gave.</summary>
internal abstract record AnswerLine
{
    private AnswerLine()
    {
    }

    /// <summary>A line, without its end.</summary>
    public sealed record Whole(ReadOnlyMemory<byte> Text) : AnswerLine;

    /// <summary>There are no more.</summary>
    public sealed record End : AnswerLine;

    /// <summary>It broke off.</summary>
    public sealed record Broken(HttpAnswer.None Failure) : AnswerLine;
}
