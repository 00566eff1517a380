using Kwala.Core.Abi;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Tests.Wallets;

/// <summary>The facts of an alert, as text for its reader.</summary>
public class NotificationFieldsTests
{
    [Theory]
    [InlineData("wallet", "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045")]
    [InlineData("walletShort", "0xd8dA…6045")]
    [InlineData("value", "1.2")]
    [InlineData("threshold", "< 1.3")]
    [InlineData("level", "1")]
    [InlineData("levels", "1")]
    [InlineData("block", "1")]
    [InlineData("blockTime", "2026-01-01T12:00:12Z")]
    [InlineData("decidedAt", "2026-01-01T12:00:12Z")]
    [InlineData("role", "alert")]
    [InlineData("urgency", "standard")]
    [InlineData("tier", "standard")]
    [InlineData("args.healthFactor", "7")]
    public void A_field_reads_as_documented(string field, string text)
    {
        var story = new Story(Given.Workflow());

        story.Sees("1.2", 1);

        Assert.Equal(text, Assert.Single(story.Ready).Notification.Fields[field]);
    }

    [Fact]
    public void A_long_argument_reads_as_the_beginning_of_what_it_is()
    {
        AbiValue number = new AbiValue.Number(7), bytes = new AbiValue.Blob([.. new byte[500]]);
        AbiValue[] values =
        [
            number, bytes, new AbiValue.Text(new string('a', 500)), new AbiValue.Text("short"), new AbiValue.List([]),
            new AbiValue.List([number, new AbiValue.Text("b")]), new AbiValue.List([number, bytes, bytes, number]),
            new AbiValue.List([.. Enumerable.Repeat(number, 500)]), new AbiValue.List([new AbiValue.List([bytes])]),
        ];

        Assert.All(values, value => Assert.Equal(Shown.Cut(value.ToString()!), Shown.Argument(value)));
    }
}
