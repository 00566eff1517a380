using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Everything that this API writes, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(PreferencesResource))]
[JsonSerializable(typeof(HistoryResource))]
[JsonSerializable(typeof(ExplanationsResource))]
[JsonSerializable(typeof(ConfirmationResource))]
[JsonSerializable(typeof(VouchResource))]
[JsonSerializable(typeof(WebhookSecretsResource))]
[JsonSerializable(typeof(TierLineResource[]))]
[JsonSerializable(typeof(TierResultResource))]
[JsonSerializable(typeof(TierTotalsResource))]
[JsonSerializable(typeof(WorkflowsResource))]
[JsonSerializable(typeof(WorkflowPutResource))]
[JsonSerializable(typeof(WorkflowCheckResource))]
[JsonSerializable(typeof(RolloutRequestResource))]
[JsonSerializable(typeof(RolloutResource))]
[JsonSerializable(typeof(RollbackResource))]
[JsonSerializable(typeof(ShadowResource))]
[JsonSerializable(typeof(SegmentsResource))]
[JsonSerializable(typeof(SegmentWalletsResource))]
[JsonSerializable(typeof(WalletSegmentsResource))]
[JsonSerializable(typeof(StatusResource))]
[JsonSerializable(typeof(DryRunResource))]
[JsonSerializable(typeof(DecisionResource))]
[JsonSerializable(typeof(BacktestQuestionResource))]
[JsonSerializable(typeof(BacktestStartedResource))]
[JsonSerializable(typeof(BacktestResource))]
[JsonSerializable(typeof(InteractionResource))]
[JsonSerializable(typeof(HeardResource))]
[JsonSerializable(typeof(LearnedResource))]
[JsonSerializable(typeof(UndoResource))]
[JsonSerializable(typeof(HealthResource))]
internal sealed partial class WebJson : JsonSerializerContext
{
    /// <summary>
    /// As the rest of the API writes: quotation marks and letters of all languages as they are, since nothing of this
    /// is ever part of an HTML page.
    /// </summary>
    public static WebJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
