using Kwala.Core.Delivery;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>A provider's limit holds for all silos together, as the provider sees it.</summary>
public sealed class ProviderLimitTests(OneBotOfManySilos bot) : IClassFixture<OneBotOfManySilos>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private List<MessageLeft> Left
    {
        get
        {
            Skip.If(bot.Missing is not null, bot.Missing);
            return bot.Gates.Left;
        }
    }

    [SkippableFact]
    public void No_second_has_more_messages_of_all_silos_than_the_bot_may_send_and_none_is_wasted()
    {
        var most = OneBotOfManySilos.PerSecond;

        Assert.Equal(Left.Select(it => it.Message.Address), bot.Received);
        Assert.All(Left, it => Assert.IsType<SendOutcome.Delivered>(it.Outcome));
        Assert.All(
            Left.Zip(Left.Skip(most)),
            pair => Assert.True(pair.Second.At - pair.First.At >= Second, $"{most + 1} messages from {pair.First.At:O} on."));
        // Whoever waits for one chat's pause may be last.
        var others = Left.Where(it => it.Message.Address != OneBotOfManySilos.Often).ToArray();
        Assert.InRange(others[^1].At - others[0].At, Second, 1.1 * Left.Count / most * Second);
    }

    [SkippableFact]
    public void Chat_that_all_silos_write_to_gets_one_message_a_second()
    {
        var often = Left.Where(it => it.Message.Address == OneBotOfManySilos.Often).Select(it => it.At).ToArray();

        Assert.Equal(3, often.Length);
        Assert.All(often.Zip(often.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Second));
    }

    [SkippableFact]
    public void While_a_critical_message_waits_on_any_silo_no_other_gets_a_place()
    {
        Assert.NotEmpty(Left);
        var waiting = new HashSet<string>();
        var keptBack = 0;
        foreach (var (asked, place) in bot.Gates.Given.SelectMany(it => it.Asked.Zip(it.Places)))
        {
            if (asked.Lane == Lane.Critical)
                _ = place is null ? waiting.Add(asked.Address) : waiting.Remove(asked.Address);
            else if (waiting.Count > 0)
            {
                Assert.True(place is null, $"{asked.Address} was let past {waiting.Count} critical messages.");
                keptBack++;
            }
        }

        Assert.True(keptBack > 30, $"Only {keptBack} were kept back: the test would prove little.");
    }
}
