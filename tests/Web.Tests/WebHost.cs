using System.Security.Cryptography;
using System.Text;
using Kwala.Client;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Web.Tests;

/// <summary>The HTTP API on a real Kestrel on a loopback port: limits and headers are the server's own.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    public const string BackendKey = "backend-key-of-the-tests-0123456789";
    public const string OperatorKey = "operator-key-of-the-tests-0123456789";

    private readonly WebApplication _app;

    private WebHost(WebApplication app, FakeKwala kwala, FakeTime time, RecordedLog log)
    {
        (_app, Kwala, Time, Log) = (app, kwala, time, log);
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            // A slow machine must not send a body that the server is about to refuse.
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        };
        Http = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static Address Wallet { get; } =
        Address.FromBytes(Convert.FromHexString("d8da6bf26964af9d7eed9e03e53415d37aa96045"));

    public static LinkKeyRing LinkKeys { get; } = new(new LinkKey(7, SHA256.HashData("links of the tests"u8)));

    public static WebhookKeyRing WebhookKeys { get; } = new(SHA256.HashData("webhooks of the tests"u8));

    public FakeKwala Kwala { get; }
    public FakeTime Time { get; }
    public RecordedLog Log { get; }
    public HttpClient Http { get; }
    public IServiceProvider Services => _app.Services;

    public static Task<WebHost> Start(params IEnumerable<(string Key, string Value)> settings) =>
        StartWith(Defaults().Concat(settings));

    public static Task<WebHost> StartWithoutKeys() => StartWith([]);

    public static Task<WebHost> StartBeside(Func<IServiceProvider, IHostedService> part) => StartWith(Defaults(), part);

    private static async Task<WebHost> StartWith(
        IEnumerable<(string Key, string Value)> settings, Func<IServiceProvider, IHostedService>? part = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.GroupBy(it => it.Key).ToDictionary(it => it.Key, it => (string?)it.Last().Value));
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var (kwala, time, log) = (new FakeKwala(), new FakeTime(), new RecordedLog());
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<IKwalaClient>(kwala);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(LinkKeys);
        builder.Services.AddSingleton(WebhookKeys);
        builder.Services.AddKwalaWeb(builder.Configuration);
        if (part is not null)
            builder.Services.AddSingleton(part);
        var app = builder.Build();
        app.UseKwalaWeb();
        app.MapKwala();
        await app.StartAsync();
        return new WebHost(app, kwala, time, log);
    }

    /// <summary>Sends with a key; null sends without.</summary>
    public Task<HttpResponseMessage> Send(
        string method,
        string path,
        string? body = null,
        string contentType = "application/json",
        string? key = BackendKey,
        params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static IEnumerable<(string Key, string Value)> Defaults() =>
    [
        ("Kwala:Web:Keys:0:Name", "shop"), ("Kwala:Web:Keys:0:Role", "backend"),
        ("Kwala:Web:Keys:0:Sha256", HashOf(BackendKey)),
        ("Kwala:Web:Keys:1:Name", "ops"), ("Kwala:Web:Keys:1:Role", "operator"),
        ("Kwala:Web:Keys:1:Sha256", HashOf(OperatorKey)),
        ("Kwala:Links:PublicUrl", "https://notify.example.org"), ("Kwala:Channels:Telegram:BotName", "kwala_bot"),
    ];

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
