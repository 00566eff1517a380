using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Grains.Chains;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>The last values of wallets' positions, to be decided upon once more without a new log.</summary>
internal sealed class PresentValues(IValueLog log, ChainReading chains, TimeProvider time)
{
    /// <summary>Those of one wallet; those of the zero address are nobody's.</summary>
    public async Task<ImmutableArray<Signal>> Last(Address wallet) =>
        [.. (await log.Last(wallet, CancellationToken.None)).Select(LastValue.ToSignal)];

    /// <summary>The same values with what the wallet holds now, where their workflow asks.</summary>
    public Task<ImmutableArray<Signal>> With(ImmutableArray<Signal> values, Address wallet, LiveSet live) =>
        StepPortfolios.Now(values, live.Workflows, wallet, chains, time.GetUtcNow());
}
