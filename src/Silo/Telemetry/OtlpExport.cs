using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kwala.Silo.Telemetry;

/// <summary>
/// Sends traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (OpenTelemetry specification,
/// "OTLP exporter configuration"); does nothing elsewhere. Every <c>OTEL_</c> setting may stand in the
/// configuration file too.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration[EndpointVariable]))
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService("kwala");
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Configured)
            .SetResourceBuilder(resource).AddSource("Kwala.*").AddOtlpExporter(Protocol).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(Configured)
            .SetResourceBuilder(resource).AddMeter("Kwala.*").AddOtlpExporter(Protocol).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }

    private void Configured(IServiceCollection services) => services.AddSingleton(configuration);

    // The specification's default; the library's own is gRPC.
    private void Protocol(OtlpExporterOptions exporter)
    {
        if (string.IsNullOrEmpty(configuration[ProtocolVariable]))
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
    }
}
