using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Kwala.Client.Http.Shapes;

/// <summary>What an owner did.</summary>
[Description("What an owner did with a notification, or that the owner was there.")]
internal sealed record InteractionResource
{
    [Description("Tells a repeat apart; the header Idempotency-Key else.")]
    public string? Id { get; init; }

    [Description("opened, useful, not-now, fewer, stop or acted")]
    public string Kind { get; init; } = "";

    [Description("One notification or a kind of them; null where the owner was there and no more.")]
    public InteractionAboutResource? About { get; init; }
}

internal sealed record InteractionAboutResource
{
    [Description("A notification's key in the inbox.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notification { get; init; }

    [Description("A kind of notification.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }
}

internal sealed record HeardResource([property: Description("How many interactions were heard.")] int Heard);

internal sealed record LearnedResource(IReadOnlyList<LearnedThingResource> Items);

internal sealed record LearnedThingResource(
    [property: Description("ignored, kept, fast, slot, stage or nothing")] string Code,
    [property: Description("It in a sentence for the owner.")] string Text,
    [property: Description("A kind of notification; null where it is about none.")] string? Kind,
    [property: Description("A magnitude, 0 to 7; null where it is about none.")] int? Size);

/// <summary>What an owner takes back.</summary>
[Description("What an owner takes back.")]
internal sealed record UndoResource
{
    [Description("keep-telling, forget-kind, forget-all, never-learn or learn-again")]
    public string What { get; init; } = "";

    [Description("A kind of notification, for keep-telling and forget-kind.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    [Description("A magnitude, 0 to 7, for keep-telling.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Size { get; init; }
}
