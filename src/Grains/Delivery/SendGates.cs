using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Grains.Delivery;

/// <summary>
/// What every message passes before it leaves: its channel's gate, where the provider has a limit, and then the number
/// of messages that this silo has under way.
/// </summary>
internal sealed class SendGates : IDisposable
{
    private readonly ImmutableSortedDictionary<ChannelName, SendGate> _gates;
    private readonly SemaphoreSlim _free;
    private readonly CancellationToken _stopping;

    public SendGates(
        IEnumerable<IChannel> channels,
        IGrainFactory grains,
        IOptions<GrainsOptions> options,
        TimeProvider time,
        ILogger<SendGates> logger,
        IHostApplicationLifetime? host = null)
    {
        _gates = channels.Where(channel => channel.Limit is not null).ToImmutableSortedDictionary(
            channel => channel.Name,
            channel => new SendGate(grains.GetGrain<ISendPermitsGrain>(channel.Name.Value), time, logger));
        _free = new SemaphoreSlim(options.Value.SendsAtOnce);
        _stopping = host?.ApplicationStopping ?? CancellationToken.None;
    }

    /// <summary>
    /// True once the message may leave; then <see cref="Leave"/> follows it. False where the silo stops before: the
    /// next one sends it.
    /// </summary>
    public async Task<bool> Enter(
        ChannelName channel, Lane lane, string address, CancellationToken cancellationToken)
    {
        if (_gates.TryGetValue(channel, out var gate) && !await Pass(gate, lane, address, cancellationToken))
            return false;
        await _free.WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>The message has left, or will not.</summary>
    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();

    private async Task<bool> Pass(SendGate gate, Lane lane, string address, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping);
        try
        {
            await gate.Enter(lane, address, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
