using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>A choice decides by a value whose block is on its way; blocks before it come after it, and are lost again.</summary>
public class UndoOrderTests
{
    private static readonly string[] Values = ["1.2", "1.45", "2"];

    // 1.45 lies between the line and its margin: it opens nothing and closes nothing.
    public static TheoryData<string, string, string, string, int> Cases()
    {
        var cases = new TheoryData<string, string, string, string, int>();
        foreach (var before in Values)
            foreach (var first in Values)
                foreach (var second in Values)
                    foreach (var ahead in Values)
                        for (var lost = 10; lost <= 12; lost++)
                            cases.Add(before, first, second, ahead, lost);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_left_of_the_chain_leaves_the_position_as_it_makes_it(
        string before, string first, string second, string ahead, int lost)
    {
        var (story, plain) = (Chosen(before, ahead), Chosen(before, onItsWay: null));

        story.Sees(first, 10, final: false);
        story.Sees(second, 11, final: false);
        story.LosesBlocks(lost, 12);
        if (lost > 10)
            plain.Sees(first, 10, final: false);
        if (lost > 11)
            plain.Sees(second, 11, final: false);

        Assert.Equal(BookOf(plain).Current is Episode.Open, BookOf(story).Current is Episode.Open);
        var undo = BookOf(story).Undo.Select(it => it.Block.Number).ToArray();
        Assert.Equal(undo.Order(), undo);
    }

    [Fact]
    public void Whoever_was_told_ahead_of_a_block_that_says_the_same_is_not_told_that_it_is_not_so()
    {
        var story = Chosen("2", "1.2");
        story.Sends();
        story.Sees("1.2", 10, final: false);

        story.LosesBlocks(12, 12);
        story.Settles(20);
        story.Sends();

        Assert.Equal([NotificationRole.Alert], story.Sent.Select(it => it.Notification.Role));
    }

    private static EpisodeBook BookOf(Story story) =>
        story.State.Tracks.GetValueOrDefault(Given.Risk)?.Episodes.GetValueOrDefault(Given.Market) ?? EpisodeBook.Empty;

    private static Story Chosen(string before, string? onItsWay)
    {
        var story = new Story(Given.Workflow());
        story.Sees(before, 9, final: false);
        story.Happens(new WalletEvent.PreferencesChanged(
            Given.Owner with { Thresholds = Given.Owner.Thresholds.SetItem(Given.Risk, Given.Line("< 1.4")) }, [])
        {
            OnTheirWay = onItsWay is null ? [] : [Given.Signal(onItsWay, 12, live: false, final: false)],
        });
        return story;
    }
}
