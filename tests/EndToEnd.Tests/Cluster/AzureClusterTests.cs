using Azure;
using Azure.Data.Tables;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>Silos that find one another in the account that they share, as on one machine in Azure's emulator.</summary>
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
        Assert.Single(Rows(chain, "silos"), IsActive);
        Assert.NotEmpty(Rows(chain, "reminders"));
    }

    [SkippableFact]
    public async Task Two_silos_that_serve_the_API_too_share_the_wallets_and_each_tells_of_all_of_them()
    {
        await using var chain = await BusyChain.StartOnAzure();
        await using var one = await KwalaProcess.Start(chain.Deployment, OnThisMachine("all"));
        await using var other = await KwalaProcess.Start(chain.Deployment, OnThisMachine("all"));

        await chain.Report();
        await chain.Report();

        await chain.EverybodyWasToldOnce(one);
        await chain.EverybodyWasToldOnce(other);
        Assert.Equal(2, Rows(chain, "silos").Count(IsActive));
    }

    [Fact]
    public async Task Silos_do_not_start_on_a_store_that_is_of_one_process_alone()
    {
        using var deployment = new Deployment(new Uri("http://127.0.0.1:1"), Deployment.HealthFactorWorkflow());

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => KwalaProcess.Start(deployment, OnThisMachine("silo")));

        Assert.Contains("the embedded store is of one process alone", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Azure's emulator (docs/cluster.md)", refused.Message, StringComparison.Ordinal);
    }

    private static (string, string)[] OnThisMachine(string role) =>
    [
        ("Kwala:Role", role),
        ("Orleans:Endpoints:AdvertisedIPAddress", "127.0.0.1"),
        ("Orleans:Endpoints:SiloPort", FreePort.Any()),
        ("Orleans:Endpoints:GatewayPort", FreePort.Any()),
    ];

    private static Pageable<TableEntity> Rows(BusyChain chain, string table)
    {
        var account = new TableServiceClient(chain.Deployment.Settings["Kwala:Azure:ConnectionString"]);
        return account.GetTableClient(chain.Deployment.Settings["Kwala:Azure:Name"] + table).Query<TableEntity>();
    }

    private static bool IsActive(TableEntity silo) => silo.GetString("Status") == "Active";
}
