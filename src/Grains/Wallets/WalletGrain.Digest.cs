using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

// Digests wait as rows beside the wallet, and are read when they are due.
internal sealed partial class WalletGrain
{
    private const int RowsAtOnce = 500;

    /// <summary>Plans the digest that is due, or puts it off. True where something changed.</summary>
    private async Task<bool> SendDigest(LiveSet live)
    {
        if (DigestDecision.DueNumber(_state, Now) is not { } number)
            return false;
        var rows = await around.History.ReadKeys(
            new HistoryKeys(_wallet, HistoryTopic.DigestItem, DigestMap.KeysOf(number), null, RowsAtOnce),
            CancellationToken.None);
        var came = DigestMap.ToEvent(number, rows) with { Values = await NewestValues() };
        if (!await Decided(came, live))
            return await SendDigest(live);
        if (_state.Attention.Gathers(number))
            return true;
        // After the save; what a crash leaves here belongs to a number that is never used again, and grows too old.
        foreach (var row in rows)
            await around.History.Remove(_wallet, HistoryTopic.DigestItem, row.Key, CancellationToken.None);
        return true;
    }

    private async Task<ImmutableArray<Signal>> NewestValues()
    {
        var values = await around.Values.Last(_wallet);
        // What no wallet owns is the zero address's.
        if (!_state.Preferences.Subscriptions.IsEmpty)
            values = values.AddRange((await around.Values.Last(default))
                .Where(value => _state.Preferences.Subscriptions.ContainsKey(value.Workflow)));
        return values;
    }
}
