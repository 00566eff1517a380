using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>Keeps the newest row of each chain, workflow and subject of one wallet.</summary>
internal sealed class NewestValues
{
    private readonly SortedDictionary<(string Chain, string Workflow, string Subject), ValueRow> _rows =
        new(Comparer<(string Chain, string Workflow, string Subject)>.Create(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Chain, b.Chain);
            order = order != 0 ? order : string.CompareOrdinal(a.Workflow, b.Workflow);
            return order != 0 ? order : string.CompareOrdinal(a.Subject, b.Subject);
        }));

    /// <summary>Each with its chain, in the order of the table's key.</summary>
    public IEnumerable<(string Chain, ValueRow Row)> Entries => _rows.Select(entry => (entry.Key.Chain, entry.Value));

    /// <summary>Takes a row unless a newer one is there.</summary>
    public void Take(string chain, ValueRow row)
    {
        var key = (chain, row.Workflow.Value, row.Subject.Value);
        if (!_rows.TryGetValue(key, out var present) || row.Position >= present.Position)
            _rows[key] = row;
    }

    /// <summary>What is left.</summary>
    public ImmutableArray<ValueRow> Rows() => [.. _rows.Values];
}
