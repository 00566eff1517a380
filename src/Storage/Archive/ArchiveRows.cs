using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kwala.Core.Numerics;

namespace Kwala.Storage.Archive;

/// <summary>
/// The rows of the portable archive. Names and shapes are a promise: an archive of any earlier version is read.
/// Addresses and hashes are 0x-hex, instants ISO 8601 with 100 ns, numbers exact.
/// </summary>
internal static class ArchiveRows
{
    /// <summary>A grain's state, as JSON of the given version. ETags belong to a store and stay behind.</summary>
    public sealed record State(string Type, string Key, string Name, byte Version, JsonElement Json)
    {
        public const string Table = "state";
    }

    /// <summary>A row of the due index.</summary>
    public sealed record Due(string Wallet, DateTimeOffset At)
    {
        public const string Table = "due";
    }

    /// <summary>An entry of the subscriber index.</summary>
    public sealed record Subscriber(string Entry, string Wallet)
    {
        public const string Table = "subscriber";
    }

    /// <summary>A reminder. Period in ticks of 100 ns.</summary>
    public sealed record Reminder(string Type, string Key, string Name, DateTimeOffset StartAt, long PeriodTicks)
    {
        public const string Table = "reminder";
    }

    /// <summary>A row of the history.</summary>
    public sealed record History(
        string Wallet, string Topic, string Key, DateTimeOffset At, string Kind, string Outcome, string Body)
    {
        public const string Table = "history";
    }

    /// <summary>Up to which block a chain is final.</summary>
    public sealed record Final(string Chain, long Block)
    {
        public const string Table = "final";
    }

    /// <summary>A value of a position.</summary>
    public sealed record Value(
        string Chain,
        string Wallet,
        string Workflow,
        string Subject,
        string Number,
        long Block,
        int LogIndex,
        string Hash,
        DateTimeOffset Time)
    {
        public const string Table = "value";
    }

    /// <summary>The wallets that a block touched.</summary>
    public sealed record Touched(string Chain, long Block, string Hash, string[] Wallets)
    {
        public const string Table = "touched";
    }

    /// <summary>"numerator/denominator", not reduced; "infinity", "-infinity" or "undefined".</summary>
    public static string Text(Rational value) => value.IsFinite
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}/{value.Denominator}")
        : value.IsUndefined ? "undefined" : value.Sign > 0 ? "infinity" : "-infinity";

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static Rational Number(string text)
    {
        switch (text)
        {
            case "undefined": return Rational.Undefined;
            case "infinity": return Rational.PositiveInfinity;
            case "-infinity": return Rational.NegativeInfinity;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || text.Length > 2 * Rational.TextLengthMax)
            throw new FormatException("A number is written as numerator/denominator.");
        return Rational.Of(
            BigInteger.Parse(text.AsSpan(0, slash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            BigInteger.Parse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}

/// <summary>Source-generated serialisation of the archive's rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ArchiveRows.State))]
[JsonSerializable(typeof(ArchiveRows.Due))]
[JsonSerializable(typeof(ArchiveRows.Reminder))]
[JsonSerializable(typeof(ArchiveRows.History))]
[JsonSerializable(typeof(ArchiveRows.Final))]
[JsonSerializable(typeof(ArchiveRows.Value))]
[JsonSerializable(typeof(ArchiveRows.Touched))]
[JsonSerializable(typeof(ArchiveRows.Subscriber))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
