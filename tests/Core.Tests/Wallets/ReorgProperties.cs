using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>
/// Whatever the chain takes back, in the end the wallet stands where the canonical chain alone would have put it, and
/// its owner has been told exactly that.
/// </summary>
public class ReorgProperties
{
    private const int RingSafe = 6; // blocks per run: fewer than the phases that a record surely holds

    private static readonly string[] Values = ["2", "1.32", "1.2", "1.12", "1.05"];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    private static Arbitrary<int[]> Script { get; } = Gen.Choose(0, 99_999).ArrayOf().Resize(40).ToArbitrary();

    [Fact]
    public void After_settling_the_wallet_stands_where_the_canonical_chain_alone_puts_it() =>
        Prop.ForAll(Script, script =>
        {
            var (story, canonical) = Play(script);
            var alone = NewStory();
            foreach (var (block, value, fork) in canonical)
            {
                alone.Sees(value, block, final: false, fork: fork);
                alone.Sends();
            }

            return Standing(story) == Standing(alone) && StandingMessages(story) == StandingMessages(alone);
        }).Check(Thorough);

    [Fact]
    public void No_key_is_sent_twice_and_numbers_only_grow() =>
        Prop.ForAll(Script, script =>
        {
            var (story, _) = Play(script);
            return story.Sent.Select(sent => sent.Delivery.Key).Distinct().Count() == story.Sent.Count;
        }).Check(Thorough);

    [Fact]
    public void Nothing_is_retracted_that_was_not_told() =>
        Prop.ForAll(Script, script =>
        {
            var (story, _) = Play(script);
            var told = new HashSet<(long, int)>();
            foreach (var it in story.Sent.Select(sent => sent.Notification))
                if (it.Role == NotificationRole.Alert)
                    told.Add((it.Episode, it.Ordinal));
                else if (!told.Contains((it.Episode, it.Ordinal)))
                    return false;
            return true;
        }).Check(Thorough);

    /// <summary>
    /// Each number is a step: a new block with a value, sending or not; or a reorg of the last few blocks. The end of
    /// the script settles and sends.
    /// </summary>
    private static (Story Story, List<(int Block, string Value, string Fork)> Canonical) Play(int[] script)
    {
        var story = NewStory();
        var canonical = new List<(int Block, string Value, string Fork)>();
        var (fork, last) = (0, 0L);
        foreach (var step in script)
        {
            if (step % 4 == 0 && canonical.Count > 0)
            {
                var lost = canonical.TakeLast(1 + (step / 4 % 4)).ToList();
                canonical.RemoveRange(canonical.Count - lost.Count, lost.Count);
                story.Happens(new WalletEvent.Orphaned(
                    Given.Chain, [.. lost.Select(b => Given.Block(b.Block, b.Fork))], [Given.Risk]));
                fork++;
            }
            else if (canonical.Count < RingSafe)
            {
                var block = (canonical.Count + 1, Values[step / 8 % Values.Length], $"{fork}");
                canonical.Add(block);
                story.Sees(block.Item2, block.Item1, final: false, fork: block.Item3);
            }

            if (step / 64 % 2 == 0)
                SendsAll(story);
            var numbers = story.State.Tracks.Values.SelectMany(t => t.Episodes.Values).Select(book => book.Last)
                .Append(story.State.NumbersUsed).Max();
            Assert.True(numbers >= last, "An episode number was taken back.");
            last = numbers;
        }

        story.Settles(1_000);
        SendsAll(story);
        return (story, canonical);
    }

    private static void SendsAll(Story story)
    {
        // What a reorg holds back may leave no room for the rest.
        for (var idle = 0; idle < 2; idle = story.Sends() > 0 ? 0 : idle + 1)
            story.Resumes();
    }

    private static Story NewStory() => new(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));

    // Numbers may differ: a retracted one is never used again.
    private static string Standing(Story story) =>
        story.State.Tracks.Count == 0 ? "closed" : story.Book.Current switch
        {
            Episode.Open open => $"open at {open.Level}, told {open.AlertedLevel}",
            Episode.Doubtful => "doubtful",
            _ => "closed",
        };

    /// <summary>
    /// Of the episode that is open: the deepest level that its owner heard of and that was not taken back.
    /// </summary>
    private static string StandingMessages(Story story)
    {
        if (story.State.Tracks.Count == 0 || story.Book.Current is not Episode.Open open)
            return "none";
        var heard = new SortedSet<int>();
        foreach (var it in story.Sent.Select(sent => sent.Notification).Where(it => it.Episode == open.Number))
            if (it.Role == NotificationRole.Alert)
                heard.Add(it.Level);
            else
                heard.RemoveWhere(level => level >= it.Level && level > open.Level);
        return heard.Max >= open.Level ? "knows" : $"thinks {heard.Max} of {open.Level}";
    }
}
