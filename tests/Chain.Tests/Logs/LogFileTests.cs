using System.Text;
using Kwala.Chain.Logs;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Backtests;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Logs;

public sealed class LogFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Logs_come_in_the_order_of_the_file_however_many_pieces_it_has()
    {
        // Some three megabytes: several pieces, cut within lines.
        Write(Enumerable.Range(0, 6000).Select(block => Line(block)));

        var portions = (await Read()).Cast<PastStep.Portion>().ToArray();

        Assert.True(portions.Length > 1);
        Assert.Equal(
            Enumerable.Range(0, 6000).Select(block => (long)block),
            portions.SelectMany(it => it.Logs).Select(log => log.Block.Number));
        Assert.Equal((0, 5999, 1.0), (portions[^1].From, portions[^1].Through, portions[^1].Share));
        Assert.All(portions.SelectMany(it => it.Logs), log => Assert.Equal(
            DateTimeOffset.UnixEpoch.AddSeconds(1_785_542_400 + (12 * log.Block.Number)), log.BlockTime));
    }

    [Fact]
    public async Task Only_the_blocks_that_were_asked_for_are_taken()
    {
        Write(Enumerable.Range(0, 10).Select(block => Line(block)));

        var portion = Assert.IsType<PastStep.Portion>(Assert.Single(await Read(3, 5)));

        Assert.Equal([3L, 4L, 5L], portion.Logs.Select(log => log.Block.Number));
        Assert.Equal((3, 5), (portion.From, portion.Through));
    }

    // Two logs at a time: of blocks 0 and 1, 2 and 3, ...
    [Theory]
    [InlineData(-100, null, 0, 9)]
    [InlineData(24, 72, 2, 5)]
    [InlineData(25, 73, 4, 7)]
    [InlineData(90, 100_000, 8, 9)]
    public async Task Only_the_times_that_were_asked_for_are_taken(int from, int? to, long first, long last)
    {
        Write(Enumerable.Range(0, 10).Select(block => Line(block).Replace(
            $"{Begin + (12 * block):x}", $"{Begin + (24 * (block / 2)):x}", StringComparison.Ordinal)));

        var portion = Assert.IsType<PastStep.Portion>(Assert.Single(await Read(After(from), to is { } end ? After(end) : null)));

        Assert.Equal((first, last), (portion.From, portion.Through));
        Assert.Equal((first, last), (portion.Logs[0].Block.Number, portion.Logs[^1].Block.Number));
    }

    [Fact]
    public async Task Times_of_which_the_file_has_no_log_are_said()
    {
        Write(Enumerable.Range(0, 10).Select(block => Line(block)));

        Assert.EndsWith(
            "no log lies from 2026-08-01T00:16:40Z on and before 2026-08-01T00:33:20Z.",
            Assert.IsType<PastStep.Failed>((await Read(After(1000), After(2000)))[^1]).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_lines_and_logs_of_other_events_are_passed_over()
    {
        Write([Line(1), "", Line(2).Replace(Lending.Event.Topic.ToString(), $"0x{new string('a', 64)}", StringComparison.Ordinal), " \r", Line(3)]);

        Assert.Equal([1L, 3L], Assert.IsType<PastStep.Portion>(Assert.Single(await Read())).Logs.Select(it => it.Block.Number));
    }

    [Theory]
    [InlineData("{", ":2: it is not JSON")]
    [InlineData("[]", ":2: it is not a log")]
    [InlineData("{\"address\":\"0x\"}", ":2: it is not a log")]
    [InlineData("EARLIER", ":2: log 0/0 comes after 1/0")]
    [InlineData("TWICE", ":2: log 1/0 was given twice")]
    [InlineData("UNTIMED", ":2: it has no blockTimestamp")]
    public async Task A_line_that_cannot_be_used_ends_it_with_its_number(string line, string expected)
    {
        Write([Line(1), line switch
        {
            "EARLIER" => Line(0),
            "TWICE" => Line(1),
            "UNTIMED" => Line(2).Replace("blockTimestamp", "time", StringComparison.Ordinal),
            _ => line,
        }, Line(9)]);

        var failed = Assert.IsType<PastStep.Failed>((await Read())[^1]);

        Assert.Contains(_path + expected, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        var steps = new List<PastStep>();
        await foreach (var step in new LogFile(_path + ".not", null, null).Read(Query, default))
            steps.Add(step);

        Assert.Contains("cannot be read", Assert.IsType<PastStep.Failed>(Assert.Single(steps)).Reason, StringComparison.Ordinal);
    }

    private static LogQuery Query { get; } = new([new EventFilter(Lending.Event, [])]);

    private Task<List<PastStep>> Read(long? from = null, long? to = null) => Read(
        from is { } first ? PastBound.OfBlock(first) : null, to is { } last ? PastBound.OfBlock(last) : null);

    private async Task<List<PastStep>> Read(PastBound? from, PastBound? to)
    {
        var steps = new List<PastStep>();
        await foreach (var step in new LogFile(_path, from, to).Read(Query, default))
            steps.Add(step);
        return steps;
    }

    private void Write(IEnumerable<string> lines) => File.WriteAllText(_path, string.Join('\n', lines), Encoding.ASCII);

    private const int Begin = 1_785_542_400;

    private static PastBound After(int seconds) =>
        PastBound.OfTime(DateTimeOffset.UnixEpoch.AddSeconds(Begin + seconds));

    private static string Line(int block)
    {
        string[] members =
        [
            $"\"address\":\"0x{new string('c', 40)}\"",
            $"\"topics\":[\"{Lending.Event.Topic}\",\"0x{new string('0', 24)}{new string('b', 40)}\"]",
            $"\"data\":\"0x{17:x64}\"",
            $"\"blockNumber\":\"0x{block:x}\"",
            $"\"blockHash\":\"0x{block:x64}\"",
            $"\"transactionHash\":\"0x{block:x64}\"",
            "\"logIndex\":\"0x0\"",
            $"\"blockTimestamp\":\"0x{Begin + (12 * block):x}\"",
        ];
        return $"{{{string.Join(',', members)}}}";
    }
}
