using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kwala.Channels.Email;

/// <summary>A server's reply (RFC 5321, section 4.2).</summary>
/// <param name="Code">Three digits; the first says whether it worked (2, 3), may work later (4) or never (5).</param>
/// <param name="Lines">The text of each line.</param>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>The command was done.</summary>
    public bool IsDone => Code is >= 200 and < 300;

    /// <summary>The server waits for more.</summary>
    public bool IsWaiting => Code is >= 300 and < 400;

    /// <summary>Refused for now.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>The enhanced status code such as "5.1.1" (RFC 3463); null where the server gives none.</summary>
    public string? Enhanced =>
        Lines.Count > 0 && EnhancedForm().Match(Lines[0]) is { Success: true } match ? match.Value : null;

    /// <summary>The code and the text, for people.</summary>
    public override string ToString() => $"{Code.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', Lines)}";

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?= |$)")]
    private static partial Regex EnhancedForm();
}

/// <summary>Reads replies from a connection, bounded in line length and number of lines.</summary>
internal sealed class SmtpReplyReader(Stream stream)
{
    // RFC 5321, section 4.5.3.1.5 allows 512 bytes; real servers are more talkative.
    private const int LineLengthMax = 2048;
    private const int LinesMax = 128;

    private readonly byte[] _buffer = new byte[LineLengthMax];
    private int _start;
    private int _end;

    /// <summary>Whether bytes are there that no one has asked for yet.</summary>
    public bool HasUnread => _start < _end;

    /// <summary>
    /// The next reply; throws <see cref="IOException"/> when the connection ends or what comes is no reply.
    /// </summary>
    public async Task<SmtpReply> Read(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < LinesMax)
        {
            var line = await ReadLine(cancellationToken);
            if (line.Length < 3
                || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                || code is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-')))
                throw new IOException("The server's answer is not a reply of SMTP.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return new SmtpReply(code, lines);
        }
        throw new IOException($"The server's reply has more than {LinesMax} lines.");
    }

    private async Task<string> ReadLine(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
                throw new IOException($"The server's reply has a line of more than {LineLengthMax} bytes.");
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) throw new IOException("The server closed the connection.");
            _end += read;
        }
    }
}
