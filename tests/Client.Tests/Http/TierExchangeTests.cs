using System.IO.Pipelines;
using System.Net;
using System.Text;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using static System.Net.HttpStatusCode;

namespace Kwala.Client.Tests.Http;

/// <summary>Bulk changes: in requests of bounded size, line by line, whatever becomes of the connection.</summary>
public sealed class TierExchangeTests
{
    [Fact]
    public async Task Many_lines_travel_in_requests_of_bounded_size_in_their_order()
    {
        using var api = new ScriptedApi().Answers(Answer(1..10_000)).Answers(Answer(10_001..20_000)).Answers(Answer(20_001..20_005));

        var results = await api.Client.Wallets.SetTiers(Lines(20_005), default).ToListAsync();

        Assert.Equal(Lines(20_005), results.Select(it => it.Assignment));
        Assert.All(results, it => Assert.IsType<TierOutcome.Set>(it.Outcome));
        Assert.Equal([10_000, 10_000, 5], api.Requests.Select(it => it.Body.Count(letter => letter == '\n')));
    }

    [Fact]
    public async Task Result_is_given_while_the_answer_still_comes()
    {
        var pipe = new Pipe();
        using var api = new ScriptedApi().Answers(new StreamContent(pipe.Reader.AsStream()));
        await using var results = api.Client.Wallets.SetTiers(Lines(2), default).GetAsyncEnumerator();

        var first = results.MoveNextAsync().AsTask();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line(1, Wallet(1))));
        var gaveFirst = await first;
        var second = results.MoveNextAsync().AsTask();
        var wasDone = second.IsCompleted;
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line(2, Wallet(2))));

        Assert.Equal((true, false, true), (gaveFirst, wasDone, await second));
        await pipe.Writer.CompleteAsync();
        Assert.False(await results.MoveNextAsync());
    }

    [Fact]
    public async Task What_breaks_off_goes_on_with_the_lines_that_are_not_answered()
    {
        using var api = new ScriptedApi(it => it.Retries = 1).Answers(Broken(1..3)).Answers(Broken(4..4)).Answers(Answer(5..6));

        var results = await api.Client.Wallets.SetTiers(Lines(6), default).ToListAsync();

        Assert.Equal(Lines(6), results.Select(it => it.Assignment));
        Assert.All(results, it => Assert.IsType<TierOutcome.Set>(it.Outcome));
        Assert.Equal([6, 3, 2], api.Requests.Select(it => it.Body.Count(letter => letter == '\n')));
        Assert.StartsWith($$"""{"wallet":"{{Wallet(5)}}",""", api.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_off_again_and_again_is_unavailable_and_later_lines_are_still_tried()
    {
        using var api = new ScriptedApi(it => it.Retries = 1)
            .Answers(Broken(1..9_999)).Answers(Broken(1..0)).Answers(Broken(1..0)).Answers(Answer(10_001..10_001));

        var results = await api.Client.Wallets.SetTiers(Lines(10_001), default).ToListAsync();

        Assert.Equal(
            "The connection to kwala.example.org broke.",
            Assert.IsType<TierOutcome.Unavailable>(results[9_999].Outcome).Reason);
        Assert.IsType<TierOutcome.Set>(results[10_000].Outcome);
        Assert.Equal(10_000, results.Count(it => it.Outcome is TierOutcome.Set));
    }

    [Fact]
    public async Task Time_limit_counts_anew_with_every_line()
    {
        var pipe = new Pipe();
        using var api = new ScriptedApi(it => it.TimeLimit = TimeSpan.FromSeconds(10))
            .Answers(new StreamContent(pipe.Reader.AsStream()));
        await using var results = api.Client.Wallets.SetTiers(Lines(3), default).GetAsyncEnumerator();
        for (var number = 1; number <= 2; number++)
        {
            var next = results.MoveNextAsync().AsTask();
            await api.Time.WhenArmed(TimeSpan.FromSeconds(10));
            api.Time.Advance(TimeSpan.FromSeconds(9));
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Line(number, Wallet(number))));
            Assert.True(await next);
            Assert.IsType<TierOutcome.Set>(results.Current.Outcome);
        }

        var last = results.MoveNextAsync().AsTask();
        await api.Time.WhenArmed(TimeSpan.FromSeconds(10));
        api.Time.Advance(TimeSpan.FromSeconds(10));
        await last;

        Assert.Contains("within 10 s", Assert.IsType<TierOutcome.Unavailable>(results.Current.Outcome).Reason, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Caller_that_leaves_in_the_middle_sends_nothing_more()
    {
        using var api = new ScriptedApi().Answers(Answer(1..10_000));

        await foreach (var _ in api.Client.Wallets.SetTiers(Lines(30_000), default))
            break;

        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("another wallet")]
    [InlineData("another line")]
    [InlineData("another word")]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("totals too early")]
    public async Task Line_that_is_not_about_the_wallet_that_is_next_ends_the_answer(string what)
    {
        var odd = what switch
        {
            "another wallet" => Line(2, Wallet(7)),
            "another line" => Line(3, Wallet(2)),
            "another word" => Line(2, Wallet(2)).Replace("set", "perhaps", StringComparison.Ordinal),
            "no JSON" => "<html>\n",
            "null" => "null\n",
            _ => """{"lines":1,"set":1,"refused":0,"unavailable":0}""" + "\n",
        };
        using var api = new ScriptedApi().Answers(OK, Line(1, Wallet(1)) + odd);

        var results = await api.Client.Wallets.SetTiers(Lines(3), default).ToListAsync();

        Assert.Equal(["Set", "Unavailable", "Unavailable"], results.Select(it => it.Outcome.GetType().Name));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Line_without_an_end_is_read_up_to_a_bound()
    {
        using var api = new ScriptedApi().Answers(OK, new string(' ', 1_000_000));

        Assert.IsType<TierOutcome.Unavailable>(
            Assert.Single(await api.Client.Wallets.SetTiers(Lines(1), default).ToListAsync()).Outcome);
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(Unauthorized, "key-needed", "Refused")]
    [InlineData(Forbidden, "role-needed", "Refused")]
    [InlineData(RequestEntityTooLarge, "too-large", "Refused")]
    [InlineData(InternalServerError, "failed", "Unavailable")]
    public async Task Request_that_is_refused_as_a_whole_refuses_each_of_its_lines_with_that_reason(
        HttpStatusCode status, string kind, string outcome)
    {
        using var api = new ScriptedApi().Refuses(status, kind, "Because of that.");

        var results = await api.Client.Wallets.SetTiers(Lines(2), default).ToListAsync();

        Assert.Equal([outcome, outcome], results.Select(it => it.Outcome.GetType().Name));
        Assert.All(results, it => Assert.Equal("Because of that.", it.Outcome.Match(() => "", why => why, why => why)));
    }

    [Fact]
    public async Task Refused_and_unavailable_lines_have_the_deployments_words()
    {
        using var api = new ScriptedApi().Answers(
            OK,
            """
            {"line":1,"wallet":null,"result":"refused","problem":"#/tier: no."}
            {"line":2,"wallet":null,"result":"unavailable","problem":"Send it again."}

            """);

        var results = await api.Client.Wallets.SetTiers(Lines(2), default).ToListAsync();

        Assert.Equal("#/tier: no.", Assert.IsType<TierOutcome.Refused>(results[0].Outcome).Reason);
        Assert.Equal("Send it again.", Assert.IsType<TierOutcome.Unavailable>(results[1].Outcome).Reason);
    }

    private static Address Wallet(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Fill(0xcc);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return Address.FromBytes(bytes);
    }

    private static IEnumerable<TierAssignment> Lines(int count) =>
        Enumerable.Range(1, count).Select(number => new TierAssignment(Wallet(number), TierName.Standard));

    private static string Line(int number, Address wallet) =>
        $$"""{"line":{{number}},"wallet":"{{wallet}}","result":"set","problem":null}""" + "\n";

    private static string Text(Range wallets)
    {
        var (first, last) = (wallets.Start.Value, wallets.End.Value);
        var text = new StringBuilder();
        for (var wallet = first; wallet <= last; wallet++)
            text.Append(Line(wallet - first + 1, Wallet(wallet)));
        return text.ToString();
    }

    private static StringContent Answer(Range wallets) => new(
        Text(wallets) + """{"lines":1,"set":1,"refused":0,"unavailable":0}""" + "\n", Encoding.UTF8, "application/x-ndjson");

    private static StreamContent Broken(Range wallets) =>
        new(new BreakingStream(Encoding.UTF8.GetBytes(Text(wallets))));

    private sealed class BreakingStream(byte[] given) : MemoryStream(given)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("gone");
    }
}
