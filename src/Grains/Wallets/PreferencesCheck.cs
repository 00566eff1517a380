using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Ports.Channels;

namespace Kwala.Grains.Wallets;

/// <summary>
/// Whether preferences can be used: everything that is wrong at once, in words that say how to put it right. What was
/// in force before may stay, even where its workflow or channel is gone by now. Pure.
/// </summary>
internal abstract record PreferencesCheck
{
    private const int EntriesMax = 64, NameLengthMax = 64, AddressLengthMax = 2048;

    private static readonly TierName[] UsualTiers = [TierName.Conservative, TierName.Standard, TierName.Aggressive];

    private PreferencesCheck()
    {
    }

    /// <summary>They can; addresses are in their channel's normal form and have their standing.</summary>
    public sealed record Accepted(Preferences Preferences) : PreferencesCheck;

    /// <summary>They cannot.</summary>
    public sealed record Refused(ImmutableArray<PreferencesProblem> Problems) : PreferencesCheck;

    public static PreferencesCheck Of(
        Preferences wanted,
        Preferences current,
        Func<ChannelName, bool> vouched,
        IEnumerable<Workflow> live,
        ImmutableSortedDictionary<ChannelName, IChannel> channels)
    {
        var workflows = live.ToDictionary(workflow => workflow.Id);
        PreferencesProblem?[] problems =
        [
            TooMany(wanted),
            RecordSize.Of(wanted) > RecordSize.PreferencesMax && RecordSize.Of(wanted) > RecordSize.Of(current)
                ? Problem("", $"Preferences take at most {RecordSize.PreferencesMax} bytes where they are stored: "
                    + "give fewer thresholds and opt-outs, or shorter addresses.")
                : null,
            wanted.Tier == current.Tier ? null : Tier(wanted.Tier, workflows.Values),
            .. wanted.Thresholds
                .Where(own => !own.Value.Equals(current.Thresholds.GetValueOrDefault(own.Key)))
                .Select(own => Threshold(own.Key, own.Value, workflows)),
            .. wanted.MutedKinds.Where(kind => !IsName(kind.Value)).Select(_ =>
                Problem("mutedKinds", "A kind has 1 to 64 of a-z, 0-9 and hyphen.")),
            .. wanted.MutedChannels
                .Where(channel => !channels.ContainsKey(channel) && !current.MutedChannels.Contains(channel))
                .Select(channel => Unknown("mutedChannels", channel, channels)),
            .. wanted.MutedRoutes.Where(route => !IsName(route.Kind.Value)).Select(_ =>
                Problem("mutedRoutes", "A kind has 1 to 64 of a-z, 0-9 and hyphen.")),
            .. AttentionCheck.Of(wanted.Attention),
            .. SubscriptionCheck.Of(wanted.Subscriptions, current.Subscriptions, workflows),
            .. wanted.MutedRoutes
                .Where(route => !channels.ContainsKey(route.Channel) && !current.MutedRoutes.Contains(route))
                .Select(route => Unknown("mutedRoutes", route.Channel, channels)),
        ];
        var contacts = wanted.Contacts.Select(
            contact => Contact(contact.Key, contact.Value, current, vouched, channels));
        var good = new SortedDictionary<ChannelName, Contact>();
        var bad = problems.OfType<PreferencesProblem>().ToList();
        foreach (var (channel, contact, problem) in contacts)
        {
            if (problem is not null)
                bad.Add(problem);
            else
                good[channel] = contact!;
        }

        return bad.Count > 0
            ? new Refused([.. bad])
            : new Accepted(wanted with { Contacts = good.ToImmutableSortedDictionary() });
    }

    private static PreferencesProblem? TooMany(Preferences wanted) =>
        wanted.Thresholds.Count > EntriesMax || wanted.MutedKinds.Count > EntriesMax
        || wanted.MutedChannels.Count > EntriesMax || wanted.MutedRoutes.Count > EntriesMax
        || wanted.Contacts.Count > EntriesMax || wanted.Subscriptions.Count > EntriesMax
            ? Problem(
                "", $"Preferences have at most {EntriesMax} thresholds, muted kinds, muted channels, subscriptions "
                + "and contacts.")
            : null;

    private static PreferencesProblem? Tier(TierName? tier, IEnumerable<Workflow> workflows)
    {
        var known = workflows.SelectMany(workflow => workflow.Rule.Tiers.Keys).Concat(UsualTiers)
            .Distinct().Order().Select(name => name.Value).ToArray();
        return tier is not { } name || known.Contains(name.Value)
            ? null
            : Problem(
                "tier", $"No workflow has a tier \"{Short(name.Value)}\": {NearestWord.Advice(name.Value, known)}");
    }

    private static PreferencesProblem? Threshold(
        WorkflowId id, Threshold threshold, Dictionary<WorkflowId, Workflow> workflows)
    {
        var field = $"thresholds.{Short(id.Value)}";
        if (!workflows.TryGetValue(id, out var workflow))
            return Problem(field, "There is no such workflow: "
                + NearestWord.Advice(id.Value, [.. workflows.Keys.Order().Select(known => known.Value)]));
        return (workflow.Rule.Side, threshold) switch
        {
            _ when threshold.Low is { IsFinite: false } || threshold.High is { IsFinite: false } =>
                Problem(field, "A threshold is an ordinary number."),
            (AlertSide.Below, not { Low: not null, High: null }) =>
                Problem(field, "This workflow alerts below: give the lower side alone."),
            (AlertSide.Above, not { Low: null, High: not null }) =>
                Problem(field, "This workflow alerts above: give the upper side alone."),
            (AlertSide.Either, not { Low: not null, High: not null }) =>
                Problem(field, "This workflow alerts outside a band: give both sides."),
            (AlertSide.Either, { Low: { } low, High: { } high }) when low >= high =>
                Problem(field, "The lower side must be less than the upper side."),
            _ => null,
        };
    }

    private static (ChannelName Channel, Contact? Contact, PreferencesProblem? Problem) Contact(
        ChannelName channel,
        Contact wanted,
        Preferences current,
        Func<ChannelName, bool> vouched,
        ImmutableSortedDictionary<ChannelName, IChannel> channels)
    {
        var field = $"contacts.{Short(channel.Value)}";
        var before = current.Contacts.GetValueOrDefault(channel);
        if (!channels.TryGetValue(channel, out var known))
            return before?.Address == wanted.Address
                ? (channel, before, null)
                : (channel, null, Unknown(field, channel, channels));
        if (wanted.Address.Length > AddressLengthMax)
            return (channel, null, Problem(field, $"An address has at most {AddressLengthMax} characters."));
        if (known.Check(wanted.Address) is not AddressCheck.Valid { Normal: var address })
            return (channel, null, Problem(field, ((AddressCheck.Invalid)known.Check(wanted.Address)).Problem));
        var standing = vouched(channel) ? ContactStanding.Verified
            : before?.Address == address ? before.Standing
            : ContactStanding.Unverified;
        return (channel, new Contact(address, standing), null);
    }

    private static PreferencesProblem Unknown(
        string field, ChannelName channel, ImmutableSortedDictionary<ChannelName, IChannel> channels) => Problem(
            field,
            $"No channel \"{Short(channel.Value)}\" is configured: "
            + NearestWord.Advice(channel.Value, [.. channels.Keys.Select(known => known.Value)]));

    private static PreferencesProblem Problem(string field, string message) =>
        new() { Field = field, Message = message };

    /// <summary>Whether it is a name of a workflow, kind or category.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= NameLengthMax }
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>What is shown of a name.</summary>
    public static string Short(string text) => text.Length <= NameLengthMax ? text : text[..NameLengthMax];
}
