using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Tests.Fixture;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>Alerts as a wallet's outbox holds them.</summary>
internal static class Alerts
{
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(10);

    public static Notification Of(
        DateTimeOffset now, Lane lane, Bytes32 version, params (string Name, string Value)[] fields) => new(
            House.Risk, version, new KindName("liquidation-risk"), lane, Urgency.Standard, new TemplateName("none"),
            House.Chain, new SubjectKey("market"), 1, 0, NotificationRole.Alert, 0, now, now + ValidFor, "correlation",
            fields.ToImmutableSortedDictionary(it => it.Name, it => it.Value, StringComparer.Ordinal));

    public static ReadyDelivery Over(ChannelName channel, Notification notification) => new(
        new PendingDelivery(default, channel, DeliveryPhase.Waiting, 0, notification.DecidedAt, MayBeRepeat: false),
        notification,
        "owner");
}
