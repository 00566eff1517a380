namespace Kwala.Grains.Tests.Wire;

/// <summary>Silos of two versions run side by side while one after the other is replaced.</summary>
public sealed class WireContractTests
{
    public static TheoryData<string> Shapes => [.. WireTypes.WithValues];

    public static TheoryData<string> Calls => [.. WireTypes.Methods.Keys];

    [Fact]
    public void Names_and_numbers_on_the_wire_are_never_given_up()
    {
        var broken = WireContract.Written
            .Where(line => !line.StartsWith(WireContract.Gone, StringComparison.Ordinal))
            .Except(WireContract.Today);

        Assert.True(!broken.Any(), $"""
            What silos out there understand is missing: keep the name or the number, and add a new one beside it. What no
            silo asks for any more, not even one of the version before, may go: put "{WireContract.Gone}" before its line. What
            was renamed in the code alone still has its golden file: change its line.
            {string.Join('\n', broken)}
            """);
    }

    [Fact]
    public void New_names_and_numbers_on_the_wire_are_written_down()
    {
        var added = WireContract.Today.Except(WireContract.Written);

        Assert.True(
            !added.Any(), $"Add what silos understand from now on to Wire/contract.txt:\n{string.Join('\n', added)}");
    }

    [Fact]
    public void Names_and_numbers_that_are_gone_are_never_used_again()
    {
        var today = WireContract.Today.Select(WireContract.NameIn).ToHashSet();

        Assert.All(
            WireContract.Written.Where(line => line.StartsWith(WireContract.Gone, StringComparison.Ordinal)),
            line => Assert.DoesNotContain(WireContract.NameIn(line[WireContract.Gone.Length..]), today));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sample_of_every_shape_has_every_member_set(string name)
    {
        var type = WireTypes.All[name];
        var sample = WireSamples.Of(type);

        Assert.All(
            WireTypes.Members(type).Values,
            member => Assert.True(
                !WireLines.Of(member.GetValue(sample)).IsEmpty,
                $"{member.Name} of the sample of {name} holds nothing: give it a value in WireSamples."));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [MemberData(nameof(Calls))]
    public void Every_shape_and_call_has_a_golden_file(string name) =>
        Assert.True(!WireGolden.Files(name).IsEmpty, WireGolden.Advice(name));
}
