using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kwala.Demo.Sinks;

/// <summary>
/// Loopback receivers that speak the providers' HTTP protocols: Telegram's Bot API and a plain webhook.
/// </summary>
internal static class HttpSinks
{
    public static void MapTelegram(this WebApplication app, Arrivals arrivals, TimeProvider time)
    {
        var messages = 0;
        app.MapPost("/telegram/{bot}/sendMessage", async context =>
        {
            var message = await Json(context);
            arrivals.Add(new Arrival(
                "telegram", message["chat_id"]!.ToString(), ReadableText.OfTelegram((string)message["text"]!)));
            await Reply(context, new JsonObject { ["message_id"] = Interlocked.Increment(ref messages) });
        });
        app.Map("/telegram/{bot}/getUpdates", async context =>
        {
            // A long poll in which nobody ever writes to the bot.
            await Task.Delay(TimeSpan.FromSeconds(20), time, context.RequestAborted);
            await Reply(context, new JsonArray());
        });
        app.Map("/telegram/{bot}/{method}", context => Reply(context, JsonValue.Create(true)));
    }

    public static void MapWebhook(this WebApplication app, Arrivals arrivals) =>
        app.MapPost("/webhook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            arrivals.Add(new Arrival("webhook", "/webhook", ReadableText.OfWebhook(body)));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });

    private static async Task<JsonNode> Json(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return new JsonObject(form.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
    }

    private static Task Reply(HttpContext context, JsonNode? result)
    {
        context.Response.ContentType = "application/json";
        var body = new JsonObject { ["ok"] = true, ["result"] = result }.ToJsonString();
        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(body);
        return context.Response.WriteAsync(body.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
    }
}
