using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Runtime.Tests.Fixture;

[Alias("test.outbox")]
internal interface IOutboxGrain : IGrainWithStringKey
{
    Task Promise(string message);

    Task<string?> Pending();
}

internal sealed record Outbox
{
    public string? Pending { get; init; }
}

/// <summary>Saves what it is going to do, does it, and saves that it is done: the way of every grain here.</summary>
internal sealed class OutboxGrain([PersistentState("outbox", "test")] IPersistentState<Outbox> state, Journal journal)
    : Grain, IOutboxGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Keep();

    public async Task Promise(string message)
    {
        state.State = new Outbox { Pending = message };
        await state.WriteStateAsync();
        journal.Write($"saved {message}");
        await journal.Gate("effect");
        await Keep();
    }

    public Task<string?> Pending() => Task.FromResult(state.State.Pending);

    private async Task Keep()
    {
        if (state.State.Pending is not { } message)
            return;
        journal.Write($"did {message}");
        state.State = new Outbox();
        await state.WriteStateAsync();
    }
}
