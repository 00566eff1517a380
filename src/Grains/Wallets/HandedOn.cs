using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Wallets;

/// <summary>
/// How far the listeners have handed logs on to one activation, by workflow. The rows of last values run ahead of it:
/// they are written before a batch is handed on.
/// </summary>
internal sealed class HandedOn
{
    private (WorkflowId Workflow, ChainId Chain, LogPosition Through)[] _places = [];

    /// <summary>These were decided about.</summary>
    public void Take(ImmutableArray<Signal> signals)
    {
        foreach (var signal in signals)
        {
            var place = (signal.Workflow, signal.Source.Chain, signal.Source.Position);
            var at = IndexOf(signal.Workflow);
            if (at < 0)
                _places = [.. _places, place];
            else if (_places[at].Chain != signal.Source.Chain || _places[at].Through < signal.Source.Position)
                _places[at] = place;
        }
    }

    /// <summary>Whether a value was surely decided about; false where that is not known.</summary>
    public bool Has(Signal value) => Array.Exists(_places, it =>
        it.Workflow == value.Workflow && it.Chain == value.Source.Chain && value.Source.Position <= it.Through);

    // Without a closure: it is asked for every signal of every wallet.
    private int IndexOf(WorkflowId workflow)
    {
        var at = _places.Length - 1;
        while (at >= 0 && _places[at].Workflow != workflow)
            at--;
        return at;
    }
}
