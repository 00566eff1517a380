using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Reads preferences from a request, collecting every mistake.</summary>
internal static class PreferencesReader
{
    public const int EntriesMax = 64;
    public const int ContactLengthMax = 1024;

    /// <summary>The whole preferences; worth something only where no mistake was added.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="current">What is stored: contacts keep their standing, which a request cannot set.</param>
    /// <param name="mistakes">Where mistakes go.</param>
    public static Preferences Read(JsonElement body, Preferences current, Mistakes mistakes)
    {
        var at = JsonPointer.Root;
        if (!Names.IsObjectOf(
            body, at, mistakes,
            "tier", "thresholds", "optOut", "mutedUntil", "language", "attention", "contacts", "subscriptions"))
            return current;
        var optOut = Names.Member(body, "optOut");
        var optOutAt = at.Member("optOut");
        if (optOut is { } element && !Names.IsObjectOf(element, optOutAt, mistakes, "kinds", "channels", "routes"))
            optOut = null;
        return new Preferences(
            Tier(body, at, mistakes),
            Thresholds(body, at.Member("thresholds"), mistakes),
            [.. NameList(optOut, "kinds", optOutAt, Names.LengthMax, mistakes).Select(name => new KindName(name))],
            [
                .. NameList(optOut, "channels", optOutAt, Names.ChannelLengthMax, mistakes)
                    .Select(name => new ChannelName(name)),
            ],
            MutedUntil(body, at.Member("mutedUntil"), mistakes),
            Contacts(body, at.Member("contacts"), current, mistakes))
        {
            MutedRoutes = Routes(optOut, optOutAt.Member("routes"), mistakes),
            Language = Language(body, at.Member("language"), mistakes),
            Attention = AttentionReader.Read(body, at.Member("attention"), mistakes),
            Subscriptions = Subscriptions(body, at.Member("subscriptions"), mistakes),
        };
    }

    /// <summary>The tier of an object; null for unset. Also of one line of a bulk change.</summary>
    public static TierName? Tier(JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(body, "tier") is not { } tier)
            return null;
        if (tier.ValueKind == JsonValueKind.String && Names.IsName(tier.GetString()!))
            return new TierName(tier.GetString()!);
        mistakes.At(at.Member("tier"), $"{Names.Problem()} Such as standard; null for unset.");
        return null;
    }

    private static ImmutableSortedDictionary<WorkflowId, Threshold> Thresholds(
        JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        var thresholds = ImmutableSortedDictionary.CreateBuilder<WorkflowId, Threshold>();
        foreach (var (name, value) in Entries(body, "thresholds", at, Names.LengthMax, mistakes))
            if (ThresholdReader.Read(value, at.Member(name), mistakes) is { } threshold)
                thresholds[new WorkflowId(name)] = threshold;
        return thresholds.ToImmutable();
    }

    private static ImmutableSortedDictionary<WorkflowId, Subscription> Subscriptions(
        JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        var subscriptions = ImmutableSortedDictionary.CreateBuilder<WorkflowId, Subscription>();
        foreach (var (name, value) in Entries(body, "subscriptions", at, Names.LengthMax, mistakes))
            if (Names.IsObjectOf(value, at.Member(name), mistakes, "categories"))
                subscriptions[new WorkflowId(name)] = new Subscription(
                    [.. NameList(value, "categories", at.Member(name), Names.LengthMax, mistakes)]);
        return subscriptions.ToImmutable();
    }

    private static ImmutableArray<string> NameList(
        JsonElement? parent, string name, JsonPointer parentAt, int lengthMax, Mistakes mistakes)
    {
        if (parent is not { } element || Names.Member(element, name) is not { } list)
            return [];
        var at = parentAt.Member(name);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > EntriesMax)
        {
            mistakes.At(at, $"This must be a list of at most {EntriesMax} names.");
            return [];
        }

        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var (index, item) in list.EnumerateArray().Index())
            if (item.ValueKind == JsonValueKind.String && Names.IsName(item.GetString()!, lengthMax))
                names.Add(item.GetString()!);
            else
                mistakes.At(at.Item(index), Names.Problem(lengthMax));
        return names.ToImmutable();
    }

    private static ImmutableSortedSet<MutedRoute> Routes(JsonElement? parent, JsonPointer at, Mistakes mistakes)
    {
        if (parent is not { } element || Names.Member(element, "routes") is not { } list)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > EntriesMax)
        {
            mistakes.At(at, $"This must be a list of at most {EntriesMax} kinds with a channel.");
            return [];
        }

        var routes = ImmutableSortedSet.CreateBuilder<MutedRoute>();
        foreach (var (index, item) in list.EnumerateArray().Index())
            if (Names.IsObjectOf(item, at.Item(index), mistakes, "kind", "channel")
                && NameOf(item, "kind", Names.LengthMax, at.Item(index), mistakes) is { } kind
                && NameOf(item, "channel", Names.ChannelLengthMax, at.Item(index), mistakes) is { } channel)
                routes.Add(new MutedRoute(new KindName(kind), new ChannelName(channel)));
        return routes.ToImmutable();
    }

    private static string? NameOf(JsonElement item, string member, int lengthMax, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(item, member) is { ValueKind: JsonValueKind.String } name
            && Names.IsName(name.GetString()!, lengthMax))
            return name.GetString();
        mistakes.At(at.Member(member), Names.Problem(lengthMax));
        return null;
    }

    private static LanguageTag? Language(JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(body, "language") is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.String && LanguageTag.TryParse(element.GetString(), out var language))
            return language;
        mistakes.At(at, LanguageTag.Remedy);
        return null;
    }

    private static DateTimeOffset? MutedUntil(JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(body, "mutedUntil") is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.String && Instants.TryRead(element.GetString()!, out var instant))
            return instant;
        mistakes.At(at, Instants.Problem);
        return null;
    }

    private static ImmutableSortedDictionary<ChannelName, Contact> Contacts(
        JsonElement body, JsonPointer at, Preferences current, Mistakes mistakes)
    {
        var contacts = ImmutableSortedDictionary.CreateBuilder<ChannelName, Contact>();
        foreach (var (name, value) in Entries(body, "contacts", at, Names.ChannelLengthMax, mistakes))
        {
            var channel = new ChannelName(name);
            var stored = current.Contacts.GetValueOrDefault(channel);
            if (ReadContact(value, at.Member(name), stored, mistakes) is { } contact)
                contacts[channel] = contact;
        }

        return contacts.ToImmutable();
    }

    private static Contact? ReadContact(JsonElement value, JsonPointer at, Contact? stored, Mistakes mistakes)
    {
        if (!Names.IsObjectOf(value, at, mistakes, "address", "standing"))
            return null;
        if (Names.Member(value, "address") is not { ValueKind: JsonValueKind.String } address
            || address.GetString() is not { Length: > 0 and <= ContactLengthMax } text)
        {
            mistakes.At(at.Member("address"), $"Give the address as text of 1 to {ContactLengthMax} characters.");
            return null;
        }

        var standing = stored?.Address == text ? stored.Standing : ContactStanding.Unverified;
        var word = Words.Of(standing);
        if (Names.Member(value, "standing") is { } claimed
            && (claimed.ValueKind != JsonValueKind.String || claimed.GetString() != word))
            mistakes.At(
                at.Member("standing"),
                $"The standing of this address is {word} and is not set here: leave it out. The owner confirms the "
                + "address, or an operator key vouches for it (docs/api.md, Contacts).");
        return new Contact(text, standing);
    }

    private static IEnumerable<(string Name, JsonElement Value)> Entries(
        JsonElement body, string member, JsonPointer at, int nameLengthMax, Mistakes mistakes)
    {
        if (Names.Member(body, member) is not { } element)
            yield break;
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() > EntriesMax)
        {
            mistakes.At(at, $"This must be an object of at most {EntriesMax} members.");
            yield break;
        }

        foreach (var entry in element.EnumerateObject())
            if (Names.IsName(entry.Name, nameLengthMax))
                yield return (entry.Name, entry.Value);
            else
                mistakes.At(at.Member(entry.Name), Names.Problem(nameLengthMax));
    }
}
