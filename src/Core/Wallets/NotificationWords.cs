using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>Makes notifications with their fields, as docs/templates.md lists them.</summary>
internal static class NotificationWords
{
    // Solidity's own limit is about half of it.
    private const int ArgumentsMax = 32;

    // In bytes of the wallet's record: an outbox full of arguments would outgrow it.
    private const int ArgumentsSizeMax = 768;
    private const string LeftOut = "…";

    /// <summary>Worth sending for so long where its workflow is gone.</summary>
    public static readonly TimeSpan ValidForUnknown = TimeSpan.FromHours(1);

    private static readonly TimeSpan NoticeValidFor = TimeSpan.FromDays(7);

    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>An alert.</summary>
    public static Notification Alert(Verdict verdict, Episode.Open open, int ordinal, Turn turn)
    {
        var newsSince = verdict.Telling.Timing is Timing.Later { At: var at } ? at
            : verdict.Mode.IsAnew() || verdict.Telling.Late ? turn.Now
            : verdict.Signal.Source.BlockTime;
        return Told(
            verdict, open, verdict.Telling.Action!, NotificationRole.Alert, ordinal,
            ValidUntil(newsSince, verdict.Workflow, turn.State.Preferences), turn);
    }

    /// <summary>Tells an episode again, which stands as it was decided.</summary>
    public static Notification Repeat(Verdict verdict, Episode.Open open, EpisodeTold told, Turn turn)
    {
        var workflow = verdict.Workflow;
        var action = verdict.Telling.Route!.Action;
        action = action with { Template = workflow.Repeat?.Template ?? action.Template };
        var every = workflow.Repeat?.Every ?? workflow.ValidFor;
        var until = Later(turn.Now, every < workflow.ValidFor ? every : workflow.ValidFor);
        if (!told.Corrects && workflow.EndsSoon is { } plan && EndsSoonDecision.Of(verdict.Book) is { } deadline)
            return Reminder(verdict, open, action with { Template = plan.Template }, told, deadline, turn);
        var repeat = Told(verdict, open, action, NotificationRole.Repeat, told.Repeats, until, turn);
        return repeat with
        {
            Fields = told.Corrects
                ? repeat.Fields.SetItem(TemplateFields.Corrects, "true")
                : repeat.Fields.SetItem(
                    TemplateFields.Repeat, (told.Repeats + 1).ToString(CultureInfo.InvariantCulture)),
        };
    }

    // Of use until the end, and no longer.
    private static Notification Reminder(
        Verdict verdict, Episode.Open open, ActionPlan action, EpisodeTold told, EpisodeDeadline deadline, Turn turn)
    {
        var reminder = Told(verdict, open, action, NotificationRole.Repeat, told.Repeats, deadline.At, turn);
        var fields = reminder.Fields.ToBuilder();
        ProposalFields.Add(fields, deadline);
        return reminder with { Fields = fields.ToImmutable() };
    }

    /// <summary>
    /// Tells that an episode is over. It is nothing that funds depend on: what is critical tells it in the standard
    /// lane.
    /// </summary>
    public static Notification End(
        Verdict verdict, Episode.Open closing, int ordinal, DateTimeOffset? until, Turn turn)
    {
        var newsSince = until ?? (verdict.Telling.Late ? turn.Now : verdict.Signal.Source.BlockTime);
        var end = Told(
            verdict, closing, verdict.Telling.Route!.Action, NotificationRole.Resolved, ordinal,
            ValidUntil(newsSince, verdict.Workflow, turn.State.Preferences), turn);
        return end with { Lane = end.Lane == Lane.Critical ? Lane.Standard : end.Lane };
    }

    private static Notification Told(
        Verdict verdict, Episode.Open open, ActionPlan action, NotificationRole role, int ordinal,
        DateTimeOffset validUntil, Turn turn)
    {
        var (signal, _, workflow, _, applied, _, telling) = verdict;
        var fields = Facts(verdict, turn).ToBuilder();
        AddFrame(fields, workflow.Id, ToldUnder.Of(workflow, action), applied.Tier, role, turn);
        AddEpisode(fields, open.Number, open.Level, open.Line.Thresholds.Length);
        if (telling.Late)
            fields[TemplateFields.Late] = "true";
        return new Notification(
            workflow.Id, workflow.Hash, workflow.Kind, telling.Lane ?? workflow.Lane, action.Urgency, action.Template,
            signal.Source.Chain, signal.Subject, open.Number, open.Level, role, ordinal,
            turn.Now, validUntil, signal.Source.CorrelationId, fields.ToImmutable());
    }

    /// <summary>
    /// Takes an alert back, in the words of the workflow that told it, which may be gone. The log's contract, time and
    /// arguments are not remembered so long: <see cref="TemplateFields.NotOfRetraction"/>.
    /// </summary>
    public static Notification Retraction(
        WorkflowId workflow,
        ToldUnder told,
        SubjectKey subject,
        ChainId chain,
        UnfinalAlert alert,
        Turn turn)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var live = turn.Policy.Workflows.GetValueOrDefault(workflow);
        AddFrame(fields, workflow, told, ReorgDecision.TierOf(turn, live), NotificationRole.Retraction, turn);
        var levels = live is null ? 0 : ThresholdStage.For(turn, live).Line.Thresholds.Length;
        AddEpisode(fields, alert.Episode, alert.Level, Math.Max(levels, alert.Level + 1));
        AddComparison(fields, alert.Value, alert.Line);
        fields[TemplateFields.Chain] = chain.Value;
        fields[TemplateFields.Subject] = subject.Value;
        fields[TemplateFields.Block] = alert.Block.Number.ToString(CultureInfo.InvariantCulture);
        fields[TemplateFields.Transaction] = alert.Transaction.ToString();
        return new Notification(
            workflow, told.Version, told.Kind, told.Lane, told.Urgency, TemplateName.Retraction,
            chain, subject, alert.Episode, alert.Level, NotificationRole.Retraction, alert.Ordinal,
            turn.Now, ValidUntil(turn.Now, live?.ValidFor ?? ValidForUnknown, turn.State.Preferences),
            $"{chain}/{alert.Transaction}/{alert.LogIndex}", fields.ToImmutable());
    }

    /// <summary>
    /// What the log says and what was read for it: the fields that a reorg may change while the episode stays the same.
    /// </summary>
    public static ImmutableSortedDictionary<string, string> Facts(Verdict verdict, Turn turn)
    {
        var (signal, _, workflow, _, _, step, _) = verdict;
        var source = signal.Source;
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var line = verdict.Line.Thresholds[(step.Next as Episode.Open)?.Level ?? 0];
        AddComparison(fields, signal.Value, line);
        if (verdict.Moved is { } moved && workflow.Rule.Change is { } change)
        {
            fields[TemplateFields.Value] = Shown.Cut(moved.To.ToDecimalString(6));
            fields[TemplateFields.Change] = Shown.Change(moved.Change, change);
            fields[TemplateFields.From] = Shown.Cut(moved.From.ToDecimalString(6));
            fields[TemplateFields.Threshold] = Shown.Cut($"{line}{change.Unit}");
        }

        fields[TemplateFields.Chain] = source.Chain.Value;
        fields[TemplateFields.Subject] = signal.Subject.Value;
        fields[TemplateFields.Contract] = source.Contract.ToChecksumString();
        fields[TemplateFields.Block] = source.Block.Number.ToString(CultureInfo.InvariantCulture);
        fields[TemplateFields.BlockTime] = source.BlockTime.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);
        fields[TemplateFields.Transaction] = source.Transaction.ToString();
        PortfolioStage.AddFields(fields, verdict);
        ProposalFields.Add(fields, workflow, source);
        if (SideOf(workflow, source.Arguments, turn.Policy.Wallet) is { } side)
            fields[TemplateFields.Side] = side;
        var inputs = workflow.Trigger.Event.Inputs;
        var left = ArgumentsSizeMax;
        for (var i = 0; i < Math.Min(inputs.Length, ArgumentsMax) && i < source.Arguments.Length; i++)
            if (inputs[i].Name is { Length: > 0 } name)
                left -= AddArgument(
                    fields, TemplateFields.ArgumentPrefix + name, Shown.Argument(source.Arguments[i]), left);
        if (signal.Reads is { Values: var read } && read.Length == workflow.Reads.Fields.Length)
            foreach (var at in workflow.Reads.Told)
                left -= AddArgument(fields, workflow.Reads.Fields[at].Name, read[at]?.ToString() ?? LeftOut, left);
        return fields.ToImmutable();
    }

    /// <summary>Tells the owner what was learned.</summary>
    public static Notification Notice(
        Verdict verdict, Episode.Open open, int bucket, string words, DateTimeOffset at, Turn turn)
    {
        var (signal, workflow) = (verdict.Signal, verdict.Workflow);
        var action = verdict.Telling.Action!;
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        AddFrame(
            fields, workflow.Id, ToldUnder.Of(workflow, action), verdict.Applied.Tier, NotificationRole.Notice,
            turn);
        fields[TemplateFields.Notice] = words;
        fields[TemplateFields.Size] = bucket.ToString(CultureInfo.InvariantCulture);
        return new Notification(
            workflow.Id, workflow.Hash, workflow.Kind, Lane.Bulk, Urgency.Gentle, new TemplateName("notice"),
            signal.Source.Chain, signal.Subject, open.Number, open.Level, NotificationRole.Notice, bucket, turn.Now,
            Later(at, NoticeValidFor), signal.Source.CorrelationId, fields.ToImmutable());
    }

    /// <summary>The same with the value as it is now.</summary>
    public static Notification WithValue(Turn turn, Notification notification, Rational value)
    {
        var open = Turn.TrackOf(turn.State, notification.Workflow, notification.Chain)?.Episodes
            .GetValueOrDefault(notification.Subject)?.Current as Episode.Open;
        if (open is null || value.IsUndefined)
            return notification;
        var fields = notification.Fields.ToBuilder();
        AddComparison(fields, value, open.Line.Thresholds[open.Level]);
        return notification with { Fields = fields.ToImmutable() };
    }

    private static string? SideOf(Workflow workflow, ImmutableArray<AbiValue> arguments, Address wallet)
    {
        foreach (var index in workflow.Wallets)
            if (index < arguments.Length && arguments[index] is AbiValue.Account named && named.Address == wallet)
                return workflow.Trigger.Event.Inputs[index].Name;
        return null;
    }

    /// <summary>The instant plus the time, at most the last instant there is: an owner may mute for ever.</summary>
    public static DateTimeOffset Later(DateTimeOffset at, TimeSpan by) =>
        at.UtcDateTime > DateTime.MaxValue - by ? DateTimeOffset.MaxValue : at + by;

    /// <summary>Until when a notification is worth sending; a mute does not use it up.</summary>
    public static DateTimeOffset ValidUntil(DateTimeOffset newsSince, Workflow workflow, Preferences preferences) =>
        ValidUntil(newsSince, workflow.ValidFor, preferences);

    private static DateTimeOffset ValidUntil(DateTimeOffset newsSince, TimeSpan validFor, Preferences preferences) =>
        Later(preferences.MutedUntil > newsSince ? preferences.MutedUntil.Value : newsSince, validFor);

    // Past the bound a name stands without its value, and past twice the bound not even that.
    private static int AddArgument(
        ImmutableSortedDictionary<string, string>.Builder fields, string name, string value, int left)
    {
        var text = Shown.Cut(value);
        if (RecordSize.OfField(name, text) > left)
            text = LeftOut;
        var size = RecordSize.OfField(name, text);
        if (left - size > -ArgumentsSizeMax)
            fields[name] = text;
        return size;
    }

    private static void AddFrame(
        ImmutableSortedDictionary<string, string>.Builder fields,
        WorkflowId workflow, ToldUnder told, TierName tier, NotificationRole role, Turn turn)
    {
        var wallet = turn.Policy.Wallet.ToChecksumString();
        fields[TemplateFields.Wallet] = wallet;
        fields[TemplateFields.WalletShort] = $"{wallet[..6]}…{wallet[^4..]}";
        fields[TemplateFields.Workflow] = workflow.Value;
        fields[TemplateFields.Kind] = told.Kind.Value;
        fields[TemplateFields.Tier] = tier.Value;
        fields[TemplateFields.Role] = role.ToString().ToLowerInvariant();
        fields[TemplateFields.Urgency] = told.Urgency.ToString().ToLowerInvariant();
        fields[TemplateFields.DecidedAt] = turn.Now.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);
        if (turn.State.Preferences.Language is { } language)
            fields[TemplateFields.Language] = language.Value;
    }

    private static void AddEpisode(
        ImmutableSortedDictionary<string, string>.Builder fields, long number, int level, int levels)
    {
        fields[TemplateFields.Episode] = number.ToString(CultureInfo.InvariantCulture);
        fields[TemplateFields.Level] = (level + 1).ToString(CultureInfo.InvariantCulture);
        fields[TemplateFields.Levels] = levels.ToString(CultureInfo.InvariantCulture);
    }

    private static void AddComparison(
        ImmutableSortedDictionary<string, string>.Builder fields, Rational value, Threshold line)
    {
        fields[TemplateFields.Value] = Shown.Value(value, line);
        fields[TemplateFields.Threshold] = Shown.Cut(line.ToString());
    }
}
