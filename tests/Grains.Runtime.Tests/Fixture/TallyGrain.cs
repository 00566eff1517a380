using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

[Alias("test.tally")]
internal interface ITallyGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> Total();

    Task<int> TotalReadElsewhere();

    Task Save();

    Task AddAndSave(int times);

    Task Clear();

    Task<string?> Etag();

    ValueTask<bool> Exists();
}

internal sealed record Tally
{
    public int Total { get; init; }
}

internal sealed class TallyGrain([PersistentState("tally", "test")] IPersistentState<Tally> state, Journal journal)
    : Grain, ITallyGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Write($"activated {this.GetPrimaryKeyString()} at {state.State.Total}");
        return Task.CompletedTask;
    }

    public Task<int> Add(int amount) =>
        Task.FromResult((state.State = state.State with { Total = state.State.Total + amount }).Total);

    public Task<int> Total() => Task.FromResult(state.State.Total);

    public Task<int> TotalReadElsewhere() => Task.Run(() => state.State.Total);

    public Task Save() => state.WriteStateAsync();

    public Task AddAndSave(int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ =>
    {
        state.State = state.State with { Total = state.State.Total + 1 };
        return state.WriteStateAsync();
    }));

    public Task Clear() => state.ClearStateAsync();

    public Task<string?> Etag() => Task.FromResult(state.Etag);

    public ValueTask<bool> Exists() => new(state.RecordExists);
}
