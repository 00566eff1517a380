using Kwala.Core.Behaviour;
using Kwala.Core.Tests.Wallets;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>What an owner reads about what was learned.</summary>
public sealed class BehaviourWordsTests
{
    [Theory]
    [InlineData(LearningMode.Act, "I stopped telling you about yield under 0.05: you responded to 0 of the last 9. "
        + "At least one in 7 still comes, in case that changes. You can undo this.")]
    [InlineData(LearningMode.Suggest, "Shall I stop telling you about yield under 0.05? You responded to 0 of the last 9. "
        + "Until you say so, they keep coming.")]
    public void Of_what_is_ignored(LearningMode mode, string expected) => Assert.Contains(
        expected, Words(new Habits(BehaviourPolicy.Default with { Mode = mode }).Responding().Ignores(9)));

    [Fact]
    public void Of_who_is_fast_and_when_the_owner_is_there()
    {
        var owner = new Habits();
        for (var week = 0; week < 6; week++)
        {
            owner.Now = Habits.Monday.AddDays(7 * week);
            owner.Acts();
        }

        Assert.Equal(
            [
                "You usually respond to yield within 10 minutes, so these go first.",
                "You are usually here on Mondays around 09:00: that is when your digest comes.",
                "You are here regularly.",
            ],
            Words(owner));
    }

    [Fact]
    public void Of_what_the_owner_asked_for()
    {
        var owner = new Habits();
        owner.Happens(new BehaviourEvent.Undone(new Undo.KeepTelling(Habits.Yield, 0)));
        Assert.Contains("I keep telling you about yield under 0.05, as you asked.", Words(owner));

        owner.Happens(new BehaviourEvent.Undone(new Undo.NeverLearn()));
        Assert.Equal(["I learn nothing about you, as you asked."], Words(owner));
    }

    private static IEnumerable<string> Words(Habits owner) =>
        BehaviourSummary.Of(owner.State, owner.Now, owner.Policy).Select(learned => BehaviourWords.Of(
            learned, (_, bucket) => Magnitude.NameOf(bucket, [Given.Number("0.05")]), owner.Policy));
}
