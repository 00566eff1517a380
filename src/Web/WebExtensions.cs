using Kwala.Web.Json;
using Kwala.Web.Keys;
using Kwala.Web.Limits;
using Kwala.Web.Links;
using Kwala.Web.Problems;
using Kwala.Web.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kwala.Web;

/// <summary>Makes a host serve the HTTP API: add, use, map.</summary>
public static class WebExtensions
{
    // Settings of other sections that this API needs too: each is given once.
    private const string PublicUrl = "Kwala:Links:PublicUrl";
    private const string ConfirmationLifetime = "Kwala:Links:ConfirmationLifetime";
    private const string TelegramBot = "Kwala:Channels:Telegram:BotName";
    private const int BulkTimeoutFactor = 20;
    private const string MiddlewareAdded = "Kwala.Web.MiddlewareAdded";

    /// <summary>
    /// Adds what the API needs. The container must also have <see cref="Client.IKwalaClient"/>; for signed links it
    /// needs a <see cref="Core.Links.LinkKeyRing"/>, without which every link is answered as not valid, and for
    /// the secrets of owners' webhooks a <see cref="Core.Delivery.WebhookKeyRing"/>.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration">
    /// All of it; the section <see cref="WebOptions.Section"/> is read, of <c>Kwala:Links</c> the public URL and how
    /// long a confirmation works, and the bot's name of <c>Kwala:Channels:Telegram</c>.
    /// </param>
    public static IServiceCollection AddKwalaWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebOptions>().Bind(configuration.GetSection(WebOptions.Section)).PostConfigure(web =>
        {
            web.PublicUrl = configuration.GetValue<Uri>(PublicUrl);
            web.TelegramBot = configuration.GetValue<string>(TelegramBot);
            web.ConfirmationLifetime = configuration.GetValue(ConfirmationLifetime, web.ConfirmationLifetime);
        }).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<WebOptions>, WebOptionsValidation>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => ApiKeyReading.Read(s.GetRequiredService<IOptions<WebOptions>>().Value.Keys).Ring);
        services.AddSingleton<ContactsApi>();
        services.AddSingleton<WebhookSecretsApi>();
        services.AddSingleton<LinksApi>();
        services.AddSingleton<AnswerLinks>();
        services.AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Backend, policy => policy.RequireRole(Roles.Backend, Roles.Operator))
            .AddPolicy(Roles.Operator, policy => policy.RequireRole(Roles.Operator));
        services.AddKwalaHealth();
        services.AddOpenApi(OpenApiDocument.Name, OpenApiDocument.Configure);
        AddLimits(services);
        return services;
    }

    /// <summary>Adds what <see cref="MapKwalaHealth"/> needs, beside <see cref="Client.IKwalaClient"/>.</summary>
    public static IServiceCollection AddKwalaHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<GrainsAnswer>("grains", tags: [HealthApi.ReadyTag], timeout: ReadyTimeout);
        return services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
    }

    /// <summary>
    /// Adds the middleware, in its order: problems, headers, routing, time limit, keys, rates. Comes before
    /// <see cref="MapKwala"/>.
    /// </summary>
    public static IApplicationBuilder UseKwalaWeb(this IApplicationBuilder app)
    {
        app.Properties[MiddlewareAdded] = true;
        return app.Use(SafeHeaders.Apply)
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = ProblemMiddleware.OnException })
            .UseStatusCodePages(ProblemMiddleware.OnBareStatus)
            .Use(UsualMethods.Apply)
            .UseRouting()
            .UseRequestTimeouts()
            .UseAuthentication()
            .UseRateLimiter()
            .UseAuthorization();
    }

    /// <summary>Maps how this process is, and nothing else: for one that serves no API.</summary>
    public static IEndpointRouteBuilder MapKwalaHealth(this IEndpointRouteBuilder endpoints)
    {
        HealthApi.Map(endpoints);
        return endpoints;
    }

    /// <summary>Maps every endpoint of docs/api.md. Throws where <see cref="UseKwalaWeb"/> was forgotten.</summary>
    public static IEndpointRouteBuilder MapKwala(this IEndpointRouteBuilder endpoints)
    {
        // Without the middleware there would be no limits, and nobody would notice.
        if (endpoints is IApplicationBuilder app && !app.Properties.ContainsKey(MiddlewareAdded))
            throw new InvalidOperationException("Call app.UseKwalaWeb() before app.MapKwala().");
        endpoints.MapKwalaHealth();
        var v1 = endpoints.MapGroup("/v1");
        PreferencesApi.Map(v1);
        ContactsApi.Map(v1);
        WebhookSecretsApi.Map(v1);
        TiersApi.Map(v1);
        HistoryApi.Map(v1);
        ExplainApi.Map(v1);
        DryRunApi.Map(v1);
        InteractionsApi.Map(v1);
        LearnedApi.Map(v1);
        DeadLettersApi.Map(v1);
        WorkflowsApi.Map(v1);
        RolloutsApi.Map(v1);
        SegmentsApi.Map(v1);
        StatusApi.Map(v1);
        BacktestsApi.Map(v1);
        LinksApi.Map(endpoints);
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<WebOptions>>().Value.OpenApi)
            endpoints.MapOpenApi().AllowAnonymous();
        return endpoints;
    }

    private static TimeSpan ReadyTimeout => TimeSpan.FromSeconds(3);

    private static void AddLimits(IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<WebOptions>, TimeProvider>(
            static (limiter, web, time) => RateLimits.Configure(limiter, web.Value, time));
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<WebOptions>>(static (timeouts, web) =>
        {
            timeouts.DefaultPolicy = Policy(web.Value.RequestTimeout);
            timeouts.AddPolicy(RateLimits.Bulk, Policy(BulkTimeoutFactor * web.Value.RequestTimeout));
        });
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Endpoints read no more than they take; the rest, up to this, is only drained, so that the caller gets
            // to read the refusal.
            kestrel.Limits.MaxRequestBodySize = Sizes.Bulk;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
    }

    private static RequestTimeoutPolicy Policy(TimeSpan timeout) => new()
    {
        Timeout = timeout,
        TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
        WriteTimeoutResponse = context =>
            Problem.Of<TooSlow>("Try again, or ask for less at once; GET /v1/status tells how the deployment is.")
                .Write(context),
    };
}
