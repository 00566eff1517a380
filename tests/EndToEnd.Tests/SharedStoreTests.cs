using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>One process on PostgreSQL, while the database or the process goes down in the middle of a busy chain.</summary>
public sealed class SharedStoreTests
{
    [SkippableFact]
    public async Task Database_that_goes_down_and_comes_back_loses_nothing()
    {
        await using var chain = await BusyChain.Start();
        await using var kwala = await KwalaProcess.Start(chain.Deployment);
        var reports = chain.Report();
        await chain.Gate.Has(100);

        await chain.Database.Restart();
        await reports;
        await chain.Report();

        await chain.EverybodyWasToldOnce(kwala);
    }

    [SkippableFact]
    public async Task Process_that_is_killed_loses_nothing()
    {
        await using var chain = await BusyChain.Start();
        var doomed = await KwalaProcess.Start(chain.Deployment);
        await using (doomed)
        {
            var reports = chain.Report();
            await chain.Gate.Has(100);
            await doomed.Kill();
            await reports;
        }

        await using var next = await KwalaProcess.Start(chain.Deployment);
        await chain.Report();

        await chain.EverybodyWasToldOnce(next);
    }
}
