using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Webhook;

/// <summary>
/// The JSON that a receiver gets (docs/webhooks.md): <c>type</c> and <c>data</c> as Standard Webhooks recommends. It
/// holds nothing of the attempt, so every attempt of a delivery has the same body; the time of the attempt is in the
/// header.
/// </summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // JSON alone, never inside HTML.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The body as UTF-8.</summary>
    public static byte[] Of(OutboundMessage message) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Type = $"notification.{JsonNamingPolicy.CamelCase.ConvertName(message.Role.ToString())}",
            Data = new
            {
                message.Key,
                message.Wallet,
                message.Kind,
                message.Lane,
                message.Urgency,
                message.Content.Title,
                message.Content.Text,
                message.Fields,
                message.UnsubscribeUrl,
                message.CorrelationId,
            },
        },
        Json);
}
