using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Chains;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Tests.Chains;

public sealed class FollowPlanTests
{
    // A place is "depth@next workflows", busy with a "!" at its end; windows follow from the block.
    [Theory]
    [InlineData("nothing changed", "0@101 a, 12@90 b", "a:0 b:12", "0@101 a, 12@90 b")]
    [InlineData("new on a depth in use", "0@101 a", "a:0 b:0", "0@101 a b")]
    [InlineData("new on a depth that nobody uses", "0@101 a", "a:0 b:3", "0@101 a, 3@101 b")]
    [InlineData("new on two such depths", "", "a:0 b:12", "0@7 a, 12@7 b")]
    [InlineData("lowered onto a depth in use", "0@101 a, 12@90 b", "a:0 b:0", "0@90 b, 0@101 a")]
    [InlineData("lowered onto a depth that nobody uses", "12@90 b", "b:3", "3@90 b")]
    [InlineData("raised onto a depth in use", "0@101 a, 12@90 b", "a:12 b:12", "12@90 b, 12@101 a")]
    [InlineData("raised onto a depth that nobody uses", "0@101 a", "a:12", "12@101 a")]
    [InlineData("one of several leaves", "12@90 a b c", "a:12 b:0 c:12", "0@90 b, 12@90 a c")]
    [InlineData("several leave for one depth", "12@90 a b, 3@99 c", "a:0 b:0 c:0", "0@90 a b, 0@99 c")]
    [InlineData("two swap depths", "0@101 a, 12@90 b", "a:12 b:0", "0@90 b, 12@101 a")]
    [InlineData("places that meet are one", "0@101 b, 0@101 a", "a:0 b:0", "0@101 b a")]
    [InlineData("new beside places that have not met", "0@90 b, 0@101 a", "a:0 b:0 c:0", "0@90 b, 0@101 a c")]
    [InlineData("removed", "0@101 a, 12@90 b", "a:0", "0@101 a")]
    [InlineData("the last one removed leaves its place", "0@101 a, 12@90 b", "", "0@101")]
    [InlineData("back after all were removed", "0@101", "a:0", "0@101 a")]
    [InlineData("back at another depth after all were removed", "0@101", "a:3", "3@101 a")]
    [InlineData("places that name nobody are taken by their depths", "0@101, 12@90", "a:0 b:12", "0@101 a, 12@90 b")]
    [InlineData("a busy place stays", "0@101 a!, 12@90 b!", "a:12 b:12", "0@101 a, 12@90 b")]
    [InlineData("a busy place takes nobody in", "0@101 a!", "a:0 b:0", "0@101 a")]
    [InlineData("a busy place meets nobody", "0@101 b!, 0@101 a", "a:0 b:0", "0@101 b, 0@101 a")]
    public void Every_workflow_keeps_its_checkpoint(string what, string before, string live, string after)
    {
        var places = Parse(before, ", ").Select(text => Place(text.TrimEnd('!'))).ToArray();
        var busy = places.Where((_, index) => before.Split(", ")[index].EndsWith('!')).ToHashSet();
        var plan = FollowPlan.Of(places, Live(live), busy.Contains, places.Length == 0 ? Place("0@7") : null);
        Assert.Equal($"{what}: {after}", $"{what}: {string.Join(", ", plan.Places.Select(Text))}");
        Assert.Equal(before.Replace("!", "", StringComparison.Ordinal) == after, plan.Places.SequenceEqual(places));
        Assert.Empty(plan.Starting);
    }

    [Theory]
    [InlineData("0@101 a, 12@90 b", "a:0 b:12", true)]
    [InlineData("0@101 a!", "a:0", true)]
    [InlineData("0@101 a!", "a:3", false)]
    [InlineData("0@101 a!", "", false)]
    [InlineData("0@101 a!", "a:0 b:0", false)]
    [InlineData("0@90 b, 0@101 a", "a:0 b:0", false)]
    public void Plan_is_made_again_while_somebody_is_not_where_it_belongs(string before, string live, bool isComplete)
    {
        var places = Parse(before, ", ").Select(text => Place(text.TrimEnd('!'))).ToArray();
        Assert.Equal(isComplete, FollowPlan.Of(places, Live(live), _ => before.EndsWith('!')).IsComplete);
    }

    [Fact]
    public void Chain_that_nobody_reads_waits_for_its_start()
    {
        var plan = FollowPlan.Of([], Live("a:3 b:0 c:3"), _ => false);
        Assert.Equal([0, 3], plan.Starting.Order());
        Assert.False(plan.IsComplete);
    }

    [Fact]
    public void Whoever_changes_its_depth_takes_unsettled_reorgs_along_and_brings_them_to_a_meeting()
    {
        var reorged = Place("0@101 a").WithSettlement(99, ["0x01"], []);
        var raised = Assert.Single(FollowPlan.Of([reorged], Live("a:12"), _ => false).Places);
        Assert.Equal(99, Assert.Single(raised.Settlements).ThroughBlock);

        var other = Place("12@101 b").WithSettlement(99, ["0x02"], []);
        var met = Assert.Single(FollowPlan.Of([raised, other], Live("a:12 b:12"), _ => false).Places);
        Assert.Equal(["0x01", "0x02"], Assert.Single(met.Settlements).Wallets.Order());
    }

    [Fact]
    public void Block_that_was_taken_back_is_so_until_it_is_told_again_or_others_join_who_may_have_been_told_of_it()
    {
        var lost = new BlockRef(98, Bytes32.FromBytes(new byte[Bytes32.Size]));
        var reorged = Place("0@95 a")
            .WithSettlement(99, ["0x01"], [lost.Hash.ToString()]).WithSettlement(99, ["0x02"], []);
        Assert.True(reorged.HasTakenBack(lost));
        Assert.False(reorged.TellingAgain([lost]).HasTakenBack(lost));

        var met = Assert.Single(FollowPlan.Of([reorged, Place("0@95 b")], Live("a:0 b:0"), _ => false).Places);
        Assert.False(met.HasTakenBack(lost));
    }

    [Fact]
    public void Places_on_two_forks_do_not_meet_and_a_meeting_keeps_the_longer_window()
    {
        var near = Place("0@101 a") with { Window = ["99", "100"] };
        var far = Place("0@101 b") with { Window = ["100"], Finalized = 100 };
        var met = Assert.Single(FollowPlan.Of([far, near], Live("a:0 b:0"), _ => false).Places);
        Assert.Equal(["99", "100"], met.Window);
        Assert.Equal(near.Finalized, met.Finalized);

        var fork = far with { Window = ["100 of another fork"] };
        Assert.Equal(2, FollowPlan.Of([fork, near], Live("a:0 b:0"), _ => false).Places.Length);
    }

    private static string[] Parse(string text, string separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<WorkflowId, int> Live(string text) => Parse(text, " ").Select(it => it.Split(':'))
        .ToDictionary(it => new WorkflowId(it[0]), it => int.Parse(it[1], CultureInfo.InvariantCulture));

    private static DepthStored Place(string text)
    {
        var parts = text.Split(' ');
        var at = parts[0].Split('@').Select(it => int.Parse(it, CultureInfo.InvariantCulture)).ToArray();
        return new DepthStored
        {
            Confirmations = at[0],
            Workflows = parts[1..],
            From = 1,
            Next = at[1],
            Window = [$"{at[1] - 1}"],
            Finalized = 0,
            Seen = 1,
        };
    }

    private static string Text(DepthStored place) =>
        string.Join(' ', place.Workflows.Prepend($"{place.Confirmations}@{place.Next}"));
}
