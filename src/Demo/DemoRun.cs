using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Demo.Chain;
using Kwala.Demo.Sinks;
using Kwala.Demo.Story;
using Kwala.Demo.View;

namespace Kwala.Demo;

/// <summary>
/// Plays the story: a block a second, and for each event what its wallet decided, why, and what arrived.
/// </summary>
internal sealed class DemoRun(DemoWorld world, IKwalaClient kwala, IDemoView view, TimeProvider time)
{
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>Plays until cancelled, then returns.</summary>
    public async Task Play(CancellationToken cancellationToken)
    {
        view.Open();
        using var clock = new PeriodicTimer(BlockTime, time);
        try
        {
            await Stage.Set(kwala, cancellationToken);
            while (await clock.WaitForNextTickAsync(cancellationToken))
                await PlayBlock(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The spectator has seen enough.
        }

        ShowMessages();
    }

    private async Task PlayBlock(CancellationToken cancellationToken)
    {
        ShowMessages();
        var block = world.Chain.Mine(time.GetUtcNow(), Plot.Block(world.Chain.Head.Ref.Number + 1));
        view.Show(new DemoMoment.Block(block.Ref.Number, block.Logs.Length));
        await UntilDecided(block.Ref.Number, cancellationToken);
        foreach (var log in block.Logs)
            view.Show(await MomentOf(log, cancellationToken));
        ShowMessages();
        if (Plot.After(block.Ref.Number) is var (who, what))
            await Say(who, what, block.Ref.Number, cancellationToken);
    }

    // As a button below the message does.
    private async Task Say(Character who, InteractionKind what, long block, CancellationToken cancellationToken)
    {
        var said = new ReportedInteraction($"demo-{block}", what) { About = new KindName("yields") };
        var outcome = await kwala.Wallets.ReportInteraction(who.Wallet, said, cancellationToken);
        if (outcome is not HeardOutcome.Heard)
            throw new InvalidOperationException($"The demo could not say what {who.Name} did: {outcome}");
        view.Show(new DemoMoment.Said(who.Name, "asks for fewer of these"));
    }

    private async Task UntilDecided(long block, CancellationToken cancellationToken)
    {
        while (await kwala.Deployment.ReadStatus(cancellationToken) is not ReadOutcome<DeploymentStatus>.Found found
               || !found.Value.Chains.Any(chain => chain.Depths.Any(depth => depth.Next > block)))
            await Task.Delay(Glance, time, cancellationToken);
    }

    private async Task<DemoMoment> MomentOf(DemoLog log, CancellationToken cancellationToken)
    {
        var wallet = WalletOf(log);
        var who = Cast.All.First(character => character.Wallet == wallet);
        var record = await Find(wallet, log, cancellationToken);
        return new DemoMoment.Decision(
            log.Block.Number,
            who.Name,
            wallet.ToChecksumString(),
            Plot.Of(log).Pattern,
            Plot.Words(log, record?.Value.ToDecimalString(2) ?? "?"),
            record is null ? "undecided" : JsonNamingPolicy.KebabCaseLower.ConvertName(record.Outcome.ToString()),
            record is null ? [] : [.. record.Reasons.Select(reason => reason.Text)],
            record?.Reasons.Select(reason => reason.Otherwise).LastOrDefault(it => it is not null),
            record?.CorrelationId ?? "");
    }

    /// <summary>The decision as it was stored where it changed something, else made again for this log.</summary>
    private async Task<DecisionRecord?> Find(Address wallet, DemoLog log, CancellationToken cancellationToken)
    {
        var question = new ExplainQuestion(DemoWorld.ChainId, log.Transaction, log.Index, Plot.Of(log).Workflow);
        return await kwala.Wallets.Explain(wallet, question, cancellationToken)
            is ReadOutcome<ImmutableArray<Explanation>>.Found { Value: [var explained, ..] }
            ? explained.Stored ?? explained.Decision
            : null;
    }

    // Under the decisions that they follow from; one that takes longer stands before the next block.
    private void ShowMessages()
    {
        while (world.Arrivals.Reader.TryRead(out var arrival))
            view.Show(new DemoMoment.Message(Owner(arrival), arrival.Channel, arrival.To, arrival.Text));
    }

    private static string Owner(Arrival arrival) =>
        Cast.All.FirstOrDefault(one => one.Telegram == arrival.To || one.Email == arrival.To)?.Name ?? "the protocol";

    private static Address WalletOf(DemoLog log)
    {
        Span<byte> topic = stackalloc byte[32];
        log.Topics[1].CopyTo(topic);
        return Address.FromBytes(topic[12..]);
    }
}
