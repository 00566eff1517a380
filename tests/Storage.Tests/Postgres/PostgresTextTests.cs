using Kwala.Storage.Postgres;

namespace Kwala.Storage.Tests.Postgres;

public sealed class PostgresTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\u001A0")]
    [InlineData("\u001A\u001A\0")]
    [InlineData("whole \U0001F680 pair")]
    public void Text_comes_back_as_it_was_and_holds_nothing_that_the_server_refuses(string text)
    {
        var stored = PostgresText.Encode(text);
        Assert.DoesNotContain('\0', stored);
        Assert.Equal(text, PostgresText.Decode(stored));
    }

    [Theory]
    [InlineData("half \uD83D")]
    [InlineData("\uDE80 half")]
    public void Half_a_pair_is_replaced(string text) =>
        Assert.Equal(text.Replace('\uD83D', '\uFFFD').Replace('\uDE80', '\uFFFD'), PostgresText.Encode(text));
}
