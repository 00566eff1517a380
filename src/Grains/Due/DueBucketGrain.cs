using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Shards;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Due;

/// <summary>Wakes who is due in one shard of the index. Holds no state: the index is the truth.</summary>
internal sealed partial class DueBucketGrain(
    IDueIndex index,
    IShardHomes homes,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    ILogger<DueBucketGrain> logger)
    : Grain, IDueBucketGrain, IRemindable
{
    private const int PageMax = 1000;

    private static readonly TimeSpan RemindEvery = TimeSpan.FromMinutes(1);

    private readonly WalletCalls _calls = new(options.Value.WalletsAtOnce);
    private IGrainTimer? _timer;
    private bool _isReminded;
    private int _shard;
    private long _oldestTicks = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Which part of the index it watches.</summary>
    public int Shard => _shard;

    /// <summary>How long the first of those who were due when it last looked has been; zero for nobody.</summary>
    public TimeSpan OldestDue => TimeSpan.FromTicks(
        Math.Max(0, time.GetUtcNow().UtcTicks - Volatile.Read(ref _oldestTicks)));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!int.TryParse(this.GetPrimaryKeyString(), NumberStyles.None, CultureInfo.InvariantCulture, out _shard))
            throw new ArgumentException(
                $"A bucket's key is its shard's number; this is \"{this.GetPrimaryKeyString()}\".");
        return Task.CompletedTask;
    }

    public async Task Keep()
    {
        // A shard that is not part of the number any more belongs to another one by now.
        if (_shard >= options.Value.Shards)
            return;
        _timer ??= this.RegisterGrainTimer(
            WakeDue, new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.DueInterval) { KeepAlive = true });
        GrainsInstruments.Buckets.Enter(this);
        if (_isReminded)
            return;
        // It wakes who is due meanwhile. Where the reminder cannot be stored, whoever asked asks again.
        await this.RegisterOrUpdateReminder("keep", RemindEvery, RemindEvery);
        _isReminded = true;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Keep();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        GrainsInstruments.Buckets.Leave(this);
        return Task.CompletedTask;
    }

    private async Task WakeDue(CancellationToken cancellationToken)
    {
        if (!homes.IsHere(_shard))
        {
            // To where its wallets are. This call is the first that its next activation gets.
            homes.Move(this);
            _ = GrainFactory.GetGrain<IDueBucketGrain>(this.GetPrimaryKeyString()).Keep();
            return;
        }

        try
        {
            var due = await index.Due(_shard, options.Value.Shards, time.GetUtcNow(), PageMax, cancellationToken);
            Volatile.Write(ref _oldestTicks, (due.IsEmpty ? DateTimeOffset.MaxValue : due[0].At).UtcTicks);
            if (due.IsEmpty)
                return;
            var failed = await _calls.Each(due.Length, async place =>
            {
                await GrainFactory.GetGrain<IWalletGrain>(due[place].Wallet.ToString()).Wake();
                GrainsInstruments.Woke();
            });
            if (!failed.IsEmpty)
                LogNotWoken(failed[0].Failure, failed.Length, due.Length, due[failed[0].Index].Wallet);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The rows stay: they are asked for again with the next tick.
            LogTrouble(failure, _shard);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Failed} of {Due} due wallets could not be woken, the first is {Wallet}.")]
    private partial void LogNotWoken(Exception? failure, int failed, int due, Address wallet);

    [LoggerMessage(LogLevel.Error, "Shard {Shard} of the due index could not be read.")]
    private partial void LogTrouble(Exception failure, int shard);
}
