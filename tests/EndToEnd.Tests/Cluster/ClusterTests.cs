using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// Three silos, the API apart from them, one database and a busy chain, while something happens to one of them: nothing
/// is lost, and nobody is told twice who tells messages apart by their ids.
/// </summary>
public sealed class ClusterTests
{
    [SkippableFact]
    public async Task Silo_that_dies_loses_nothing()
    {
        await using var chain = await BusyChain.Start();
        await using var silos = await SiloProcesses.Start(chain, 3);

        await WhileBusy(chain, () => silos.All[0].Kill());

        await chain.EverybodyWasToldOnce(silos.Web);
    }

    [SkippableFact]
    public async Task Silos_that_are_restarted_one_after_the_other_lose_nothing()
    {
        await using var chain = await BusyChain.Start();
        await using var silos = await SiloProcesses.Start(chain, 3);

        await WhileBusy(chain, async () =>
        {
            for (var silo = 0; silo < 3; silo++)
            {
                Assert.Equal(0, await silos.All[silo].Stop());
                await silos.Add();
            }
        });

        await chain.EverybodyWasToldOnce(silos.Web);
    }

    [SkippableFact]
    public async Task Silo_that_joins_takes_its_share_and_loses_nothing()
    {
        await using var chain = await BusyChain.Start();
        await using var silos = await SiloProcesses.Start(chain, 3);

        await WhileBusy(chain, () => silos.Add());

        await chain.EverybodyWasToldOnce(silos.Web);
    }

    [SkippableFact]
    public async Task Database_that_goes_down_and_comes_back_loses_nothing()
    {
        await using var chain = await BusyChain.Start();
        await using var silos = await SiloProcesses.Start(chain, 3);

        await WhileBusy(chain, chain.Database.Restart);

        await chain.EverybodyWasToldOnce(silos.Web);
    }

    [SkippableFact]
    public async Task Silo_that_is_cut_off_from_the_others_ends_and_comes_back_and_nothing_is_lost()
    {
        using var cables = new Cables();
        await using var chain = await BusyChain.Start();
        await using var silos = await SiloProcesses.Start(chain, 3, cables);

        await WhileBusy(chain, async () =>
        {
            cables.CutOff(silos.All[0].Id);
            // The others vote it out. It learns so from the database and ends, and whoever runs it starts it anew.
            await silos.All[0].Ended.WaitAsync(TimeSpan.FromSeconds(90));
            await silos.Add(cables);
        });

        await chain.EverybodyWasToldOnce(silos.Web);
    }

    // What happens comes when the first are told, while blocks are still mined, and more blocks follow.
    private static async Task WhileBusy(BusyChain chain, Func<Task> happens)
    {
        var reports = chain.Report();
        await chain.Gate.Has(100);
        await happens();
        await reports;
        await chain.Report();
    }
}
