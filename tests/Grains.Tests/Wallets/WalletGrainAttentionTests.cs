using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What is not told at once waits in what is stored, and is told by itself when its time comes.</summary>
public sealed class WalletGrainAttentionTests
{
    private readonly House _house = new();

    [Fact]
    public async Task What_goes_into_a_digest_is_told_once_in_one_message_though_the_process_ends_between()
    {
        await using (var process = await _house.Start(Digested()))
        {
            await process.Wallet.Observe(Batch(block: 7, subjects: 3));
            Assert.Equal(3, _house.Store.Rows(HistoryTopic.DigestItem).Length);
        }

        await using var next = await _house.Start(Digested());
        _house.Time.Advance(TimeSpan.FromDays(1));
        await next.Wallet.Wake();

        var digest = await _house.Webhook.Next();
        Assert.Equal(("3", NotificationRole.Digest), (digest.Fields["count"], digest.Role));
        Assert.StartsWith("3 notifications for 0x", digest.Content.Title, StringComparison.Ordinal);
        Assert.Equal(3, digest.Content.Text.Split('\n').Length);
        await _house.Storage.When(() =>
            _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null, Attention.Digests: null });
        Assert.Empty(_house.Store.Rows(HistoryTopic.DigestItem));
        await next.Wallet.Wake();
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task An_owner_chooses_attention_and_reads_it_back()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var wanted = new AttentionChoices
        {
            Zone = "Asia/Kathmandu",
            Quiet = new QuietHours(22 * 60, 7 * 60),
            PerDay = 3,
            PerWeek = 12,
            Digest = new DigestSchedule(NodaTime.IsoDayOfWeek.Friday, 1110, Learned: true),
            DigestKinds = [new KindName("news")],
            Snoozes =
            [
                new Snooze.OfKind(new KindName("yield"), _house.Time.GetUtcNow().AddDays(1)),
                new Snooze.OfPosition(new WorkflowId("risk"), new SubjectKey("eip155:1/market"), null, 4),
            ],
        };

        await process.Wallet.ChangePreferences(Preferences.Unset with { Attention = wanted }, null, false);

        var read = (await process.Wallet.ReadPreferences()).Preferences.Attention;
        Assert.Equal(
            (wanted.Zone, wanted.Quiet, wanted.PerDay, wanted.PerWeek, wanted.Digest),
            (read.Zone, read.Quiet, read.PerDay, read.PerWeek, read.Digest));
        Assert.Equal(wanted.DigestKinds, read.DigestKinds);
        Assert.Equal(wanted.Snoozes.AsEnumerable(), read.Snoozes);
    }

    [Fact]
    public async Task Every_mistake_in_the_choices_is_told_at_once()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        var answer = await process.Wallet.ChangePreferences(
            Preferences.Unset with
            {
                Attention = new AttentionChoices
                {
                    Zone = "Atlantis/Capital",
                    PerDay = -1,
                    PerWeek = 1001,
                    Snoozes = [new Snooze.OfPosition(new WorkflowId("a"), new SubjectKey("b"), null, null)],
                },
            },
            null,
            false);

        Assert.Equal(
            ["attention.zone", "attention.perDay", "attention.perWeek", "attention.snoozes"],
            Assert.IsType<PreferencesChange.Invalid>(answer).Problems.Select(problem => problem.Field));
    }

    [Fact]
    public async Task In_quiet_hours_it_waits_and_is_told_at_their_end_with_the_value_of_then()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        var now = _house.Time.GetUtcNow();
        var minute = (now.Hour * 60) + now.Minute;
        await process.Wallet.ChangePreferences(
            Preferences.Unset with
            {
                Attention = new AttentionChoices
                {
                    Quiet = new QuietHours(minute, (minute + 60) % OwnerTime.MinutesOfDay),
                },
            },
            null,
            false);

        await process.Wallet.Observe(_house.Batch("1.2", 7));
        Assert.Empty(_house.Webhook.Sent);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await process.Wallet.Wake();

        Assert.Equal("1.2", (await _house.Webhook.Next()).Fields["value"]);
    }

    private static WorkflowSource Digested() => House.Workflow("webhook") is var source
        ? source with { Yaml = $"{source.Yaml}\ndigest: true\n" }
        : source;

    private SignalBatch Batch(long block, int subjects)
    {
        var batch = _house.Batch("1.2", block);
        return batch with
        {
            Signals =
            [
                .. Enumerable.Range(0, subjects)
                    .Select(n => batch.Signals[0] with { Subject = new SubjectKey($"market-{n}") }),
            ],
        };
    }
}
