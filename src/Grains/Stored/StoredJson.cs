using System.Text.Json.Serialization;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>How stored shapes are written: short, camel case, enums as words with hyphens.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(WordConverter<ContactStanding>), typeof(WordConverter<DeliveryPhase>), typeof(WordConverter<Lane>),
        typeof(WordConverter<Urgency>), typeof(WordConverter<NotificationRole>), typeof(WordConverter<DecisionOutcome>),
        typeof(WordConverter<ReasonCode>), typeof(WordConverter<WorkflowOrigin>), typeof(WordConverter<LifeStage>),
    ])]
[JsonSerializable(typeof(WalletStored))]
[JsonSerializable(typeof(ChainStored))]
[JsonSerializable(typeof(RegistryStored))]
[JsonSerializable(typeof(AddressStored))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(InboxBody))]
[JsonSerializable(typeof(DeliveryBody))]
[JsonSerializable(typeof(DeadLetterBody))]
[JsonSerializable(typeof(PreferencesStored))]
[JsonSerializable(typeof(DigestItemBody))]
[JsonSerializable(typeof(ShadowBody))]
[JsonSerializable(typeof(ShadowDifferenceBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class StoredJson : JsonSerializerContext;

/// <summary>Writes an enum as its name in lower case with hyphens; a test keeps the words as they are.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(
    System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
