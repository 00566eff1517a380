using Azure.Data.Tables;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>Two silos and the API apart from them, which find one another in the account that they share.</summary>
public sealed class AzureClusterTests
{
    [SkippableFact]
    public async Task Silo_that_dies_loses_nothing()
    {
        await using var chain = await BusyChain.StartOnAzure();
        await using var silos = await SiloProcesses.Start(chain, 2);

        var reports = chain.Report();
        await chain.Gate.Has(20);
        await silos.All[0].Kill();
        await reports;
        await chain.Report();

        await chain.EverybodyWasToldOnce(silos.Web);
        var tables = new TableServiceClient(chain.Deployment.Settings["Kwala:Azure:ConnectionString"]);
        var name = chain.Deployment.Settings["Kwala:Azure:Name"];
        Assert.NotEmpty(tables.GetTableClient($"{name}silos").Query<TableEntity>());
        Assert.NotEmpty(tables.GetTableClient($"{name}reminders").Query<TableEntity>());
    }
}
