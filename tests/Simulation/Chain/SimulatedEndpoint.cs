using System.Net;
using System.Text;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Chain;

/// <summary>A process's way to one endpoint of the chain, with all the faults of the plan.</summary>
internal sealed class SimulatedEndpoint(
    SimulatedWorld loop, SimulatedProcess process, SimulatedChain chain, NodeBranch branch, FaultDice dice,
    SeededChoice choice)
    : HttpMessageHandler
{
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(30);

    // Half as long again as whoever asks will wait.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(15);

    /// <summary>Called when an answer arrives: each block whose logs it holds, and whether it holds all of them.</summary>
    public Action<SimulatedBlock, bool>? Served { get; set; }

    // Not asynchronous itself: the client's own continuations run wherever its answer comes to be, and that is the loop.
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        request.Content!.CopyTo(body, null, cancellationToken);
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        // Whoever gives up may be in a turn of a grain, where the client would go on by the pool.
        cancellationToken.UnsafeRegister(
            _ => loop.After(TimeSpan.Zero, null, () => answer.TrySetCanceled(cancellationToken)), null);
        if (!dice.Falls(Fault.NodeSilent))
            loop.After(choice.UpTo(Way), null, () => Ask(body.ToArray(), answer));
        return answer.Task;
    }

    private void Ask(byte[] body, TaskCompletionSource<HttpResponseMessage> answer)
    {
        var served = new List<(SimulatedBlock, bool)>();
        var view = new NodeView(
            chain, branch.Look(),
            dice.Falls(Fault.NodeLags) ? choice.Between(1, 5) : 0,
            dice.Falls(Fault.LogsMissing) ? choice.OneOf([Hidden.FirstEvent, Hidden.All]) : Hidden.Nothing,
            dice.Falls(Fault.NodeLies) ? Lie(dice.Of(Fault.NodeLies)) : null);
        var response = dice.Falls(Fault.NodeBroken)
            ? Broken()
            : Json(NodeAnswer.To(body, view, (block, whole) => served.Add((block, whole))));
        var way = choice.UpTo(Way);
        if (dice.Falls(Fault.NodeLate))
            way += dice.Of(Fault.NodeLate).UpTo(LateMax);
        loop.After(way, process, () =>
        {
            foreach (var (block, whole) in served)
                Served?.Invoke(block, whole);
            answer.TrySetResult(response);
        });
    }

    private static Lying Lie(SeededChoice choice) => new(choice.OneOf(Enum.GetValues<Lie>()), choice);

    private HttpResponseMessage Broken() => choice.Below(4) switch
    {
        0 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
        1 => new HttpResponseMessage(HttpStatusCode.TooManyRequests),
        2 => Json("<html>"),
        _ => Json("""{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit exceeded"}}"""),
    };

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK)
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
    };
}
