using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>Turns the last value of a position back into a signal, as far as it is still known.</summary>
internal static class LastValue
{
    /// <summary>
    /// Not live: it decides anew what is the case, and is no news. Not final: its block may be the newest.
    /// </summary>
    public static Signal ToSignal(ValueRow row)
    {
        var subject = row.Subject.Value;
        var slash = subject.IndexOf('/', StringComparison.Ordinal);
        var chain = slash < 0 ? "" : subject[..slash];
        var contract = Address.TryParse(subject.AsSpan(slash + 1), out var emitter) ? emitter : default;
        var source = new SignalSource(
            new ChainId(chain),
            new BlockRef(row.Position.Block, row.Block),
            row.BlockTime,
            default,
            row.Position.LogIndex,
            contract,
            []);
        return new Signal(row.Workflow, row.Subject, row.Value, source, Live: false, Final: false);
    }
}
