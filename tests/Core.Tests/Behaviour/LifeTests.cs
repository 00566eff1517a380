using Kwala.Core.Behaviour;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>Stages of life, told as the days on which an owner was there.</summary>
public sealed class LifeTests
{
    [Theory]
    [InlineData("", 0, LifeStage.New)]
    [InlineData("", 20, LifeStage.New)]
    [InlineData("", 21, LifeStage.Cooling)] // Was told things and never came.
    [InlineData("", 90, LifeStage.Dormant)]
    [InlineData("1 2", 2, LifeStage.New)]
    [InlineData("1 1 1", 1, LifeStage.New)] // Three times in a day are one visit.
    [InlineData("1 2 3", 3, LifeStage.Active)]
    [InlineData("1 2 3", 23, LifeStage.Active)]
    [InlineData("1 2 3", 24, LifeStage.Cooling)]
    [InlineData("1 2 3 30", 30, LifeStage.Cooling)] // One visit does not warm...
    [InlineData("1 2 3 30", 119, LifeStage.Cooling)] // ... and counts: dormant by the last one.
    [InlineData("1 2 3 30 33", 33, LifeStage.Active)]
    [InlineData("1 2 3", 93, LifeStage.Dormant)]
    [InlineData("1 2 3 100", 100, LifeStage.Returned)]
    [InlineData("1 2 3 100 101", 101, LifeStage.Returned)]
    [InlineData("1 2 3 100 101 102", 102, LifeStage.Active)]
    [InlineData("1 2 3 100", 129, LifeStage.Returned)]
    [InlineData("1 2 3 100", 130, LifeStage.Dormant)]
    public void Stage_on_a_day(string visits, int day, LifeStage expected)
    {
        var life = visits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)
            .Aggregate(Life.Begun(0), (it, visit) => it.Visited(visit));

        Assert.Equal(expected, life.On(day).Stage);
    }

    [Fact]
    public void It_does_not_matter_how_often_one_looks()
    {
        var life = Life.Begun(0).Visited(1).Visited(2).Visited(3);
        var looked = life;
        for (var day = 3; day <= 95; day++)
            looked = looked.On(day);

        Assert.Equal(life.On(95), looked);
    }
}
