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
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public async Task Traces_and_metrics_arrive_under_the_name_of_the_service()
    {
        await using var collector = await Collector.Start();

        await using var demo = KwalaCommand.StartWith(new() { [Endpoint] = collector.Url }, "demo", "--json");
        await demo.Says("\"message\"");
        await demo.Signal("TERM");
        Assert.Equal(0, (await demo.End()).Status);

        Assert.All(collector.Arrived, it => Assert.Equal("application/x-protobuf", it.Type));
        Assert.Contains(
            collector.Arrived,
            it => it.Path == "/v1/traces" && Holds(it.Body, "kwala", "Kwala.Channels", "kwala.correlation_id"));
        Assert.Contains(
            collector.Arrived, it => it.Path == "/v1/metrics" && Holds(it.Body, "kwala", "kwala.sends"));
    }

    [Fact]
    public async Task Endpoint_and_headers_may_stand_in_the_configuration_file()
    {
        await using var collector = await Collector.Start();
        await using var scene = await Scene.Set();
        scene.Settings[Endpoint] = collector.Url;
        scene.Settings["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=shop";

        await using var kwala = scene.Run();
        using var _ = await Scene.Ready(kwala);
        await kwala.Signal("TERM");
        Assert.Equal(0, (await kwala.End()).Status);

        Assert.Contains(collector.Arrived, it => it.Path == "/v1/traces");
        Assert.Contains(collector.Arrived, it => it.Path == "/v1/metrics");
        Assert.All(collector.Arrived, it => Assert.Equal("shop", it.Tenant));
    }

    private static bool Holds(string body, params string[] texts) =>
        body.Contains("service.name", StringComparison.Ordinal)
        && texts.All(text => body.Contains(text, StringComparison.Ordinal));

    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _door;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _door = builder.Build();
            _door.MapPost("/{**path}", async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                // Latin-1 keeps every byte: names stand in protobuf as they are.
                var text = Encoding.Latin1.GetString(body.ToArray());
                Arrived.Enqueue((
                    context.Request.Path, context.Request.ContentType, context.Request.Headers["x-tenant"], text));
            });
        }

        public ConcurrentQueue<(string Path, string? Type, string? Tenant, string Body)> Arrived { get; } = new();

        public string Url => _door.Urls.First();

        public static async Task<Collector> Start()
        {
            var collector = new Collector();
            await collector._door.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => _door.DisposeAsync();
    }
}
