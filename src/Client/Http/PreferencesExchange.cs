using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;

namespace Kwala.Client.Http;

/// <summary>Reads a wallet's preferences and changes them, each time in one request.</summary>
internal sealed class PreferencesExchange(HttpExchange exchange)
{
    private const string What = "preferences";
    private const string Whatever = "*";
    private const string MergePatch = "application/merge-patch+json";

    public async Task<ReadOutcome<StoredPreferences>> Read(Address wallet, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Wallet(wallet, What)), cancellationToken);
        return answer.ToRead(
            exchange.Reading,
            ClientJson.Default.PreferencesResource,
            it => Stored(it, ((HttpAnswer.Given)answer).Tag));
    }

    /// <summary>Replaces everything; contacts keep the standing that they have.</summary>
    public async Task<PreferencesOutcome> Replace(
        Address wallet, Preferences wanted, string? ifTag, CancellationToken cancellationToken)
    {
        var inexact = Inexact(wanted);
        if (!inexact.IsEmpty)
            return new PreferencesOutcome.Refused(inexact);
        if (ifTag is not null && !Paths.IsTag(ifTag))
            return await Stale(wallet, null, cancellationToken);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Put, Paths.Wallet(wallet, What))
            {
                Body = ToWrite(wanted),
                IfMatch = ifTag is null ? Whatever : $"\"{ifTag}\"",
            },
            cancellationToken);
        return await Outcome(wallet, answer, answer.Repeated ? wanted : null, cancellationToken);
    }

    /// <summary>Lays a merge patch over them.</summary>
    public async Task<PreferencesOutcome> Patch(
        Address wallet, ReadOnlyMemory<byte> patch, string? ifTag, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Patch, Paths.Wallet(wallet, What))
            {
                Body = patch,
                ContentType = MergePatch,
                IfMatch = ifTag is null ? null : $"\"{ifTag}\"",
            },
            cancellationToken);
        return await Outcome(wallet, answer, null, cancellationToken);
    }

    /// <summary>Stores an address as verified.</summary>
    public async Task<PreferencesOutcome> Vouch(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken)
    {
        var field = $"contacts.{channel}";
        if (!Paths.IsName(channel.Value))
            return new PreferencesOutcome.Refused(
                [new PreferencesMistake(field, "A channel's name has 1 to 32 characters of a-z, 0-9 and -.")]);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Put, Paths.Wallet(wallet, $"contacts/{channel}"))
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new VouchResource { Address = address }, ClientJson.Default.VouchResource),
            },
            cancellationToken);
        return await Outcome(wallet, answer, null, cancellationToken) switch
        {
            // The body that travels has one member, whichever field of the preferences it becomes.
            PreferencesOutcome.Refused { Mistakes: var mistakes } => new PreferencesOutcome.Refused(
                [.. mistakes.Select(it => it.Field.Length == 0 ? it : it with { Field = field })]),
            var outcome => outcome,
        };
    }

    /// <summary>How a change ended that could not be tried, since what is stored could not be read.</summary>
    public static PreferencesOutcome Unread(ReadOutcome<StoredPreferences> reading) =>
        reading.Match<PreferencesOutcome>(
            _ => throw new UnreachableException(),
            reason => new PreferencesOutcome.Unavailable(reason),
            reason => new PreferencesOutcome.Refused([new PreferencesMistake("", reason)]),
            reason => new PreferencesOutcome.Unavailable(reason));

    private async Task<PreferencesOutcome> Outcome(
        Address wallet, HttpAnswer answer, Preferences? perhapsStored, CancellationToken cancellationToken) =>
        answer switch
        {
            HttpAnswer.Given given => exchange.Reading.Understand<PreferencesResource, PreferencesOutcome>(
                given,
                ClientJson.Default.PreferencesResource,
                it => new PreferencesOutcome.Stored(Stored(it, given.Tag)),
                reason => new PreferencesOutcome.Unavailable(reason)),
            HttpAnswer.Refused { Problem.Kind: ProblemKind.Stale } =>
                await Stale(wallet, perhapsStored, cancellationToken),
            HttpAnswer.Refused { Problem: var problem } => new PreferencesOutcome.Refused(problem.ToMistakes()),
            HttpAnswer.None { Reason: var reason } => new PreferencesOutcome.Unavailable(reason),
            _ => throw new UnreachableException(),
        };

    // An attempt before may have stored them and lost its answer on the way: then nobody else was first.
    private async Task<PreferencesOutcome> Stale(
        Address wallet, Preferences? perhapsStored, CancellationToken cancellationToken)
    {
        var reading = await Read(wallet, cancellationToken);
        return reading is not ReadOutcome<StoredPreferences>.Found { Value: var current } ? Unread(reading)
            : perhapsStored is not null && ToWrite(perhapsStored).AsSpan().SequenceEqual(ToWrite(current.Preferences))
                ? new PreferencesOutcome.Stored(current)
            : new PreferencesOutcome.Stale(current);
    }

    private static StoredPreferences Stored(PreferencesResource it, string? tag) => new(
        it.ToPreferences(), tag ?? throw ResourceReading.Strange("preferences without an ETag"));

    // Without standings, which are not set by writing them; instants as they come back.
    private static byte[] ToWrite(Preferences wanted)
    {
        var resource = (wanted with { MutedUntil = wanted.MutedUntil?.ToUniversalTime() }).ToResource();
        foreach (var (channel, contact) in resource.Contacts.ToList())
            resource.Contacts[channel] = contact with { Standing = null };
        return JsonSerializer.SerializeToUtf8Bytes(resource, ClientJson.Default.PreferencesResource);
    }

    // Written, it would be another number.
    private static ImmutableArray<PreferencesMistake> Inexact(Preferences wanted) =>
    [
        .. wanted.Thresholds
            .Where(own => own.Value is { Low: { } low } && !Decimals.IsExact(low)
                || own.Value is { High: { } high } && !Decimals.IsExact(high))
            .Select(own => new PreferencesMistake($"thresholds.{own.Key}", Decimals.Problem)),
    ];
}
