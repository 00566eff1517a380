using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>One process on Azure Storage, which dies in the middle of a busy chain.</summary>
public sealed class AzureStorageTests
{
    [SkippableFact]
    public async Task Process_that_is_killed_loses_nothing()
    {
        await using var chain = await BusyChain.StartOnAzure();
        var doomed = await KwalaProcess.Start(chain.Deployment);
        await using (doomed)
        {
            var reports = chain.Report();
            await chain.Gate.Has(20);
            await doomed.Kill();
            await reports;
        }

        await using var next = await KwalaProcess.Start(chain.Deployment);
        await chain.Report();

        await chain.EverybodyWasToldOnce(next);
    }
}
