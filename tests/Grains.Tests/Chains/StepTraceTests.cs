using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Kwala.Grains.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.TestKit.Fakes;
using Process = Kwala.Grains.Tests.Fixture.Process;

namespace Kwala.Grains.Tests.Chains;

/// <summary>From the log's arrival to the send. Alone: a listener hears every house of the process.</summary>
[Collection(nameof(Alone))]
public sealed class StepTraceTests
{
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    private const long FirstBlock = 500;

    private readonly House _house = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private volatile string _awaited = "";
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Step_links_to_its_logs_and_their_decisions_link_back_and_go_on_to_the_send()
    {
        using var listener = Listen();
        await using var process = await Start(FirstBlock);
        // Blocks that no other house has: a process that a test left behind may still speak.
        while (_house.World.Mine().Number < FirstBlock - 1)
            continue;
        var block = _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 2m));
        string[] ids = [.. Enumerable.Range(0, 2).Select(
            log => $"{House.Chain}/{FakeChain.TransactionOf(block, log)}/{log}")];

        _awaited = ids[0];
        await Follow(process);
        await _sent.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var step = Assert.Single(
            _spans, it => it.OperationName == "follow" && it.Links.Any(link => IsTo(link, ids[0])));
        Assert.Equal((nameof(FeedStep.Advanced), default), (step.GetTagItem("kwala.step"), step.ParentSpanId));
        Assert.Equal(
            [House.Chain.Value, 0, FirstBlock, FirstBlock, 2],
            new[] { "chain", "confirmations", "block.from", "block.to", "logs" }
                .Select(it => step.GetTagItem($"kwala.{it}")));
        Assert.Equal(ids, step.Links.Select(it => Assert.Single(it.Tags!).Value));

        var told = Assert.Single(_spans, it => it.OperationName == "hand on" && it.ParentSpanId == step.SpanId);
        Assert.Equal(2, told.GetTagItem("kwala.wallets"));
        var decided = Assert.Single(_spans, it => it.OperationName == "decide" && IsOf(it, ids[0]));
        Assert.Equal(told.Context.SpanId, Assert.Single(decided.Links).Context.SpanId);
        Assert.Equal(step.TraceId, Assert.Single(decided.Links).Context.TraceId);

        var sent = Assert.Single(_spans, it => it.OperationName == "send" && IsOf(it, ids[0]));
        Assert.Equal(step.Links.First().Context.TraceId, decided.TraceId);
        Assert.Equal(decided.TraceId, sent.TraceId);
    }

    [Fact]
    public async Task Step_tells_what_held_it_up()
    {
        using var listener = Listen();
        await using var process = await Start(1);
        _house.World.Trouble = () => throw new InvalidOperationException("no such luck");

        await _house.Follow(process, _house.Time.WhenArmed(TimeSpan.FromMilliseconds(500)));

        var step = Assert.Single(_spans, it => it.OperationName == "follow" && it.StatusDescription is not null);
        Assert.Equal((ActivityStatusCode.Error, "no such luck"), (step.Status, step.StatusDescription));
    }

    [Fact]
    public void Step_is_nobodys_child_and_those_within_it_are_its_own()
    {
        using var listener = Listen();
        using var source = new ActivitySource("Kwala.Tests");
        using var request = source.StartActivity("request");
        Assert.NotNull(request);

        using var step = StepTrace.Start(House.Chain, 0);
        using var told = StepTrace.HandOn(3);

        Assert.Equal(default(ActivitySpanId), step?.ParentSpanId);
        Assert.Equal(step?.SpanId, told?.ParentSpanId);
        Assert.Equal(told?.Id, StepTrace.Here);
    }

    [Fact]
    public void Nothing_is_made_where_nobody_listens()
    {
        FeedStep step = new FeedStep.CaughtUp(7);
        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
            Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            using var trace = StepTrace.Start(House.Chain, 0);
            StepTrace.Read(step);
            using var told = StepTrace.HandOn(3);
            Assert.Null(trace ?? told);
            Assert.Null(StepTrace.Here);
        }
    }

    private static bool IsOf(Activity span, string log) => Equals(span.GetTagItem("kwala.correlation_id"), log);

    private static bool IsTo(ActivityLink link, string log) =>
        link.Tags!.Contains(new KeyValuePair<string, object?>("kwala.correlation_id", log));

    private Task<Process> Start(long from) => _house.Start(
        House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", from.ToString(CultureInfo.InvariantCulture)));

    private Task Follow(Process process) => _house.Follow(process);

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Kwala.", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                _spans.Enqueue(span);
                if (span.OperationName == "send" && IsOf(span, _awaited))
                    _sent.TrySetResult();
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
