using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kwala.Silo.Telemetry;

/// <summary>
/// Sends traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (OpenTelemetry specification,
/// "OTLP exporter configuration"); does nothing elsewhere.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration[EndpointVariable]))
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService("kwala");
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource).AddSource("Kwala.*").AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource).AddMeter("Kwala.*").AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }
}
