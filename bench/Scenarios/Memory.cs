using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Kwala.Bench.Scenarios;

/// <summary>What wallets in memory weigh: each with a tier that its owner chose and one open episode, both stored.</summary>
internal sealed class Memory : IScenario
{
    private const int AtOnce = 256;

    public string Name => "memory";

    public string Purpose => "resident wallets with preferences and an open episode each [--wallets N --folder DIR]";

    public IReadOnlyList<string> Options => ["wallets", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var wallets = arguments.Number("wallets", 1_000_000);
        await using var house = await Deployment.Quiet(Deployment.FolderOf(arguments));
        var grains = house.Services.GetRequiredService<IGrainFactory>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var residentBefore = Usage.ResidentMiB;
        var breach = Breach();
        var took = await Callers.Each(AtOnce, wallets, async number =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wallet = grains.GetGrain<IWalletGrain>(Owners.Of(number).ToString());
            await wallet.SetTier(TierName.Standard);
            await wallet.Observe(breach);
        });
        var resident = Usage.ResidentMiB;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        report.Line(new JsonObject
        {
            ["wallets"] = wallets,
            ["residentMiB"] = Usage.ResidentMiB,
            ["residentBeforeCollectionMiB"] = resident,
            ["residentBeforeWalletsMiB"] = residentBefore,
            ["peakResidentMiB"] = Usage.PeakResidentMiB,
            ["heapBytesPerWallet"] =
                Math.Round((double)(GC.GetTotalMemory(forceFullCollection: true) - before) / wallets),
            ["walletsPerSecond"] = Math.Round(wallets / took.TotalSeconds),
            ["seconds"] = Math.Round(took.TotalSeconds, 1),
        });
    }

    // Long ago and final: it opens an episode and is told to nobody.
    private static SignalBatch Breach()
    {
        var source = new SignalSource(
            BenchWorkflow.Chain, new BlockRef(1, default), DateTimeOffset.UnixEpoch, default, 0, default,
            [new AbiValue.Account(default), new AbiValue.Number(BigInteger.Pow(10, 18))]);
        return new SignalBatch
        {
            Signals =
            [
                new Signal(
                    BenchWorkflow.Compile().Id,
                    new SubjectKey($"{BenchWorkflow.Chain}/position"),
                    Rational.One,
                    source,
                    Live: false,
                    Final: true),
            ],
            Finalized = 1,
            Revision = 1,
        };
    }
}
