using System.Collections.Immutable;
using Kwala.Chain;
using Kwala.Chain.Portfolio;
using Kwala.Channels.Email;
using Kwala.Channels.Telegram;
using Kwala.Channels.Tiers;
using Kwala.Channels.Webhook;
using Kwala.Grains;
using Kwala.Silo.Hosting;
using Kwala.Silo.Workflows;
using Kwala.Storage.Azure;
using Kwala.Storage.Postgres;
using Kwala.Storage.Sqlite;
using Kwala.Web;

namespace Kwala.Silo.Configuration;

/// <summary>Every section of the configuration under <c>Kwala</c>, with the type that it is bound to.</summary>
internal static class KnownOptions
{
    /// <summary>The section above all of them.</summary>
    public const string Root = "Kwala";

    /// <summary>The sections by their paths; docs/configuration.md describes each of their options.</summary>
    public static ImmutableArray<(string Section, Type Type)> Sections { get; } =
    [
        (SqliteOptions.Section, typeof(SqliteOptions)),
        (PostgresOptions.Section, typeof(PostgresOptions)),
        (AzureOptions.Section, typeof(AzureOptions)),
        (ChainsOptions.Section, typeof(List<ChainOptions>)),
        (PortfolioOptions.Section, typeof(PortfolioOptions)),
        (TelegramOptions.Section, typeof(TelegramOptions)),
        (SmtpOptions.Section, typeof(SmtpOptions)),
        (WebhookOptions.Section, typeof(WebhookOptions)),
        (TierSourceOptions.Section, typeof(TierSourceOptions)),
        (GrainsOptions.Section, typeof(GrainsOptions)),
        (AttentionOptions.Section, typeof(AttentionOptions)),
        (BehaviourOptions.Section, typeof(BehaviourOptions)),
        (SegmentsOptions.Section, typeof(SegmentsOptions)),
        (LinksOptions.Section, typeof(LinksOptions)),
        (WebOptions.Section, typeof(WebOptions)),
        (WorkflowFolderOptions.Section, typeof(WorkflowFolderOptions)),
    ];

    /// <summary>
    /// What may stand in the configuration's root; of the root itself only <see cref="Root"/> is told.
    /// </summary>
    public static OptionShape.Group Shape { get; } = Sections.Aggregate(
        OptionShape.Group.Empty.With(HostRoles.Place.Split(':'), OptionShape.Of(typeof(HostRole))),
        (shape, known) => shape.With(known.Section.Split(':'), OptionShape.Of(known.Type)));
}
