namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// Three silos, the API apart from them, one database and a busy chain, while something happens to one of them: nothing
/// is lost, nobody is told twice who tells messages apart by their ids, and who does not is told again only what was
/// under way.
/// </summary>
public sealed class ClusterTests
{
    [SkippableFact]
    public async Task Silo_that_dies_loses_nothing_and_only_what_it_was_sending_is_sent_again()
    {
        await using var trial = await Trial.Start();
        var gate = trial.Chain.Gate;
        gate.SilentTo = SiloProcesses.NameOf(0);

        await trial.WhileBusy(async () =>
        {
            await gate.Has(gate.SilentTo, 20);
            await trial.Silos.All[0].Kill();
        });

        var repeated = await trial.NothingWasLostAndNothingRepeatedWithoutNeed();
        Assert.Equal(gate.SentBy(gate.SilentTo).Order(), repeated.Order());
    }

    [SkippableFact]
    public async Task Silos_that_are_restarted_one_after_the_other_lose_nothing()
    {
        await using var trial = await Trial.Start();

        await trial.WhileBusy(async () =>
        {
            for (var silo = 0; silo < 3; silo++)
            {
                Assert.Equal(0, await trial.Silos.All[silo].Stop());
                await trial.Silos.Add();
            }
        });

        await trial.NothingWasLostAndNothingRepeatedWithoutNeed();
    }

    [SkippableFact]
    public async Task Silo_that_joins_takes_its_share_and_loses_nothing()
    {
        await using var trial = await Trial.Start();

        await trial.WhileBusy(() => trial.Silos.Add());

        await trial.NothingWasLostAndNothingRepeatedWithoutNeed();
        Assert.NotEmpty(trial.Chain.Gate.SentBy(SiloProcesses.NameOf(3)));
        // Each of its wallets was called twice since it joined, and stands beside those that call it.
        await trial.Chain.Report();
        await trial.Chain.IsRead(trial.Silos.Web);
        var (atHome, elsewhere) = await Places.Of(trial.Chain.Database.ConnectionString);
        Assert.Empty(elsewhere);
        Assert.True(atHome >= 5000);
    }

    [SkippableFact]
    public async Task Database_that_goes_down_and_comes_back_loses_nothing()
    {
        await using var trial = await Trial.Start();

        await trial.WhileBusy(trial.Chain.Database.Restart);

        await trial.NothingWasLostAndNothingRepeatedWithoutNeed();
    }

    [SkippableFact]
    public async Task Silo_that_is_cut_off_from_the_others_ends_and_comes_back_and_nothing_is_lost()
    {
        using var cables = new Cables();
        await using var trial = await Trial.Start(cables);
        var gate = trial.Chain.Gate;
        gate.SilentTo = SiloProcesses.NameOf(0);

        await trial.WhileBusy(async () =>
        {
            await gate.Has(gate.SilentTo, 20);
            cables.CutOff(trial.Silos.All[0].Id);
            // The others vote it out. It learns so from the database and ends, and whoever runs it starts it anew.
            await trial.Silos.All[0].Ended.WaitAsync(TimeSpan.FromSeconds(90));
            await trial.Silos.Add(cables);
        });

        var repeated = await trial.NothingWasLostAndNothingRepeatedWithoutNeed();
        Assert.Superset(gate.SentBy(gate.SilentTo), repeated.ToHashSet());
    }
}
