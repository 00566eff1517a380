using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// Three silos, the API apart from them, one database and a busy chain, and something that happens to them. What must
/// hold afterwards is the same whatever it was.
/// </summary>
internal sealed class Trial : IAsyncDisposable
{
    private readonly VersionLog _versions;
    private DateTimeOffset _begin;
    private DateTimeOffset _over;

    private Trial(BusyChain chain, SiloProcesses silos, VersionLog versions) =>
        (Chain, Silos, _versions) = (chain, silos, versions);

    public BusyChain Chain { get; }

    public SiloProcesses Silos { get; }

    /// <param name="cables">Lies between the silos; null for none.</param>
    public static async Task<Trial> Start(Cables? cables = null)
    {
        var chain = await BusyChain.Start();
        var versions = new VersionLog(chain.Database.ConnectionString);
        await versions.Begin();
        return new Trial(chain, await SiloProcesses.Start(chain, 3, cables), versions);
    }

    /// <summary>
    /// It happens when the first are told, while blocks are still mined. More blocks follow when all of these are read.
    /// </summary>
    public async Task WhileBusy(Func<Task> happens)
    {
        var reports = Chain.Report();
        await Chain.Gate.Has(100);
        _begin = TimeProvider.System.GetUtcNow();
        await happens();
        await reports;
        await Chain.IsRead(Silos.Web);
        _over = TimeProvider.System.GetUtcNow();
        await Chain.Report();
    }

    /// <summary>
    /// Everybody was told once who tells messages apart by their ids; who does not was told again only what was under
    /// way (decision 6); and every stored version of a wallet has one predecessor, which it goes on from (decision 5).
    /// Gives the ids that were sent more than once.
    /// </summary>
    public async Task<IReadOnlySet<string>> NothingWasLostAndNothingRepeatedWithoutNeed()
    {
        await Chain.EverybodyWasToldOnce(Silos.Web);
        var wallets = await _versions.Wallets();
        var repeats = new Repeats(Chain.Gate.Attempts, wallets);
        repeats.AreTheSameMessage();
        repeats.WereUnderWay(_begin, _over);
        foreach (var versions in wallets)
            OnePredecessor.Has(versions.Key, versions);
        return repeats.Ids;
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        await Chain.DisposeAsync();
    }
}
