using System.Collections.Concurrent;
using System.Text;
using Kwala.Silo.Tests.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Silo.Tests.Telemetry;

/// <summary>Spans and metrics leave over OTLP/HTTP when an endpoint is set.</summary>
public sealed class OtlpExportTests
{
    [Fact]
    public async Task Traces_and_metrics_arrive_under_the_name_of_the_service()
    {
        var arrived = new ConcurrentQueue<(string Path, string? Type, string Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // Latin-1 keeps every byte: names stand in protobuf as they are.
            var text = Encoding.Latin1.GetString(body.ToArray());
            arrived.Enqueue((context.Request.Path, context.Request.ContentType, text));
        });
        await collector.StartAsync();

        await using var demo = KwalaCommand.StartWith(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First() }, "demo", "--json");
        await demo.Says("\"message\"");
        await demo.Signal("TERM");
        Assert.Equal(0, (await demo.End()).Status);

        Assert.All(arrived, it => Assert.Equal("application/x-protobuf", it.Type));
        Assert.Contains(
            arrived,
            it => it.Path == "/v1/traces" && Holds(it.Body, "kwala", "Kwala.Channels", "kwala.correlation_id"));
        Assert.Contains(arrived, it => it.Path == "/v1/metrics" && Holds(it.Body, "kwala", "kwala.sends"));
    }

    private static bool Holds(string body, params string[] texts) =>
        body.Contains("service.name", StringComparison.Ordinal)
        && texts.All(text => body.Contains(text, StringComparison.Ordinal));
}
