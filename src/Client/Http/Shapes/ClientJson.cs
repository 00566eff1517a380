using System.Text.Json.Serialization;

namespace Kwala.Client.Http.Shapes;

/// <summary>
/// Everything that the client over HTTP reads and writes, generated at compile time. What is missing or null where it
/// must not be is no such shape.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProblemResource))]
[JsonSerializable(typeof(PreferencesResource))]
[JsonSerializable(typeof(TierPatch))]
[JsonSerializable(typeof(OptOutPatch))]
[JsonSerializable(typeof(VouchResource))]
[JsonSerializable(typeof(HistoryResource))]
[JsonSerializable(typeof(ExplanationsResource))]
[JsonSerializable(typeof(TierLineResource))]
[JsonSerializable(typeof(TierResultResource))]
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
[JsonSerializable(typeof(InteractionResource[]))]
[JsonSerializable(typeof(HeardResource))]
[JsonSerializable(typeof(LearnedResource))]
[JsonSerializable(typeof(UndoResource))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>A merge patch of the tier alone; null unsets it.</summary>
internal sealed record TierPatch(string? Tier);

/// <summary>A merge patch of what the owner does not want, whole.</summary>
internal sealed record OptOutPatch(OptOutResource OptOut);
