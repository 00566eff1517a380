using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http;

/// <summary>From what was answered to how a call ended.</summary>
internal static class Answers
{
    /// <summary>
    /// What the answer's body means, or the reason why it means nothing to this client: an answer may be anything.
    /// </summary>
    public static T Understand<TShape, T>(
        this AnswerReading reading,
        HttpAnswer.Given given,
        JsonTypeInfo<TShape> shape,
        Func<TShape, T> understood,
        Func<string, T> unavailable)
    {
        try
        {
            return JsonSerializer.Deserialize(given.Body.Span, shape) is { } value
                ? understood(value)
                : unavailable(reading.NotUnderstood("nothing").Reason);
        }
        catch (JsonException)
        {
            return unavailable(reading.NotUnderstood("what is not this JSON").Reason);
        }
        catch (FormatException strange)
        {
            return unavailable(reading.NotUnderstood(strange.Message).Reason);
        }
    }

    /// <summary>How a question ended.</summary>
    public static ReadOutcome<T> ToRead<TShape, T>(
        this HttpAnswer answer, AnswerReading reading, JsonTypeInfo<TShape> shape, Func<TShape, T> value) =>
        answer.Match<ReadOutcome<T>>(
            given => reading.Understand<TShape, ReadOutcome<T>>(
                given,
                shape,
                it => new ReadOutcome<T>.Found(value(it)),
                reason => new ReadOutcome<T>.Unavailable(reason)),
            problem => problem.Kind == ProblemKind.NotFound
                ? new ReadOutcome<T>.NotFound(problem.Words)
                : new ReadOutcome<T>.Refused(problem.Words),
            reason => new ReadOutcome<T>.Unavailable(reason));

    /// <summary>Every mistake of a refused change of preferences, each at its field.</summary>
    public static ImmutableArray<PreferencesMistake> ToMistakes(this ProblemResource problem) =>
        problem.Errors is { Count: > 0 } errors
            ? [.. errors.Select(it => new PreferencesMistake(FieldOf(it.Pointer), it.Detail))]
            : [new PreferencesMistake("", problem.Detail)];

    /// <summary>Every mistake of a refused workflow, each at its place.</summary>
    /// <param name="problem">The refusal.</param>
    /// <param name="source">What the mistakes call the text.</param>
    public static ImmutableArray<WorkflowMistake> ToMistakes(this ProblemResource problem, string source) =>
        problem.Errors is { Count: > 0 } errors
            ? [.. errors.Select(it => MistakeAt(it.Place, it.Detail, source))]
            : [new WorkflowMistake(source, 1, 1, problem.Detail)];

    private static WorkflowMistake MistakeAt(string? place, string message, string source)
    {
        // From the right: a source's name may hold colons.
        var parts = place?.Split(':') ?? [];
        return parts.Length > 2
            && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var column)
                ? new WorkflowMistake(source, line, column, message)
                : new WorkflowMistake(source, 1, 1, message);
    }

    // Where in the body that travels, as a field of what the owner chose: the names differ for opt-outs alone.
    private static string FieldOf(string? pointer)
    {
        if (pointer is null || !pointer.StartsWith("#/", StringComparison.Ordinal))
            return "";
        string[] steps = [.. pointer[2..].Split('/').Select(step => Uri.UnescapeDataString(step)
            .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        return steps switch
        {
            ["optOut", "kinds", ..] => "mutedKinds",
            ["optOut", "channels", ..] => "mutedChannels",
            ["optOut", "routes", ..] => "mutedRoutes",
            ["thresholds" or "contacts" or "subscriptions", _, ..] => $"{steps[0]}.{steps[1]}",
            _ => steps[0],
        };
    }
}
