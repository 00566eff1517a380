using System.Collections.Concurrent;
using System.Diagnostics;
using Kwala.Silo.Hosting;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Telemetry;

/// <summary>
/// One correlation id from the requests that read a log to its delivery: the step's trace and the log's, linked both
/// ways; the log's own over turns and retries.
/// </summary>
public sealed class LogTraceTests
{
    private static readonly string[] Way = ["decide", "send", "channel.send"];

    [Fact]
    public async Task Step_leads_to_its_log_and_decision_attempts_and_the_channel_share_the_trace_of_their_log()
    {
        await using var scene = await Scene.Set(WebhookMode.Refusing);
        var ended = new ConcurrentQueue<Activity>();
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Kwala.", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                ended.Enqueue(activity);
                if (activity.OperationName == "send" && Equals(activity.GetTagItem("kwala.outcome"), "Delivered"))
                    delivered.TrySetResult();
            },
        };
        ActivitySource.AddActivityListener(listener);
        scene.Settings["Logging:LogLevel:Default"] = "None";
        scene.Settings["Kwala:Grains:FromBlock:local"] = "0";
        await using var app = KwalaHost.Build(KwalaHost.Builder(null, scene.Settings));
        await app.StartAsync();
        scene.Report(1.2m);

        await scene.Webhook.Asked();
        scene.Webhook.Accept();
        await delivered.Task.WaitAsync(TimeSpan.FromSeconds(120));
        await app.StopAsync();

        var way = ended.Where(activity => Way.Contains(activity.OperationName)).ToArray();
        Assert.Equal(Way.Order(), way.Select(activity => activity.OperationName).Distinct().Order());
        Assert.True(way.Count(activity => activity.OperationName == "send") >= 2);
        Assert.Single(way.Select(activity => activity.TraceId).Distinct());
        var log = Assert.Single(scene.World.Chain.Head.Logs);
        var id = $"eip155:31337000/{log.Transaction}/{log.Index}";
        Assert.Equal(id, Assert.Single(way.Select(activity => activity.GetTagItem("kwala.correlation_id")).Distinct()));

        var step = Assert.Single(ended, it => it.OperationName == "follow" && it.Links.Any());
        var arrival = Assert.Single(step.Links);
        Assert.Equal((way[0].TraceId, id), (arrival.Context.TraceId, Assert.Single(arrival.Tags!).Value));
        Assert.Contains(ended, it => it.OperationName == "rpc eth_getLogs" && it.ParentSpanId == step.SpanId);
        var decision = Assert.Single(way, it => it.OperationName == "decide");
        Assert.Equal(step.TraceId, Assert.Single(decision.Links).Context.TraceId);
    }
}
