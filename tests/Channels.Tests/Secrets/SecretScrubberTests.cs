using FsCheck;
using FsCheck.Fluent;
using Kwala.Channels.Secrets;

namespace Kwala.Channels.Tests.Secrets;

public sealed class SecretScrubberTests
{
    private const string Secret = "se/cret:7f3a+9c";

    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("at se/cret:7f3a+9c!", "at ***!")]
    [InlineData("at SE/CRET:7F3A+9C!", "at ***!")]
    [InlineData("at se%2Fcret%3A7f3a%2B9c!", "at ***!")]
    [InlineData("at c2UvY3JldDo3ZjNhKzlj!", "at ***!")]
    [InlineData("two\r\nlines\t\u0007", "two  lines")]
    public void Reason_is_one_line_without_the_secret(string text, string expected) =>
        Assert.Equal(expected, new SecretScrubber(Secret).Reason(text));

    [Fact]
    public void Secret_that_begins_with_another_one_leaves_nothing_behind() =>
        Assert.Equal("at ***!", new SecretScrubber(Secret[..8], Secret).Reason($"at {Secret}!"));

    [Fact]
    public void Secret_anywhere_in_a_text_of_any_length_leaves_nothing_behind() =>
        Prop.ForAll(Gen.Choose(0, 9_000).ToArbitrary(), Gen.Choose(1, 700).ToArbitrary(), (before, copies) =>
        {
            var text = new string('x', before) + string.Concat(Enumerable.Repeat(Secret, copies)) + "end";
            var reason = new SecretScrubber(Secret).Reason(text);
            return reason.Length <= SecretScrubber.ReasonLengthMax
                && !reason.Contains("se/cr", StringComparison.Ordinal)
                && !reason.Contains("3a+9c", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Secret_that_the_length_limit_cuts_through_leaves_nothing_behind() =>
        Assert.Equal("", new SecretScrubber(Secret).Reason(new string(' ', 8_185) + Secret));

    [Theory]
    [InlineData(0)]
    [InlineData((64 * 1024) + 1)]
    public void Secret_file_that_is_empty_or_too_large_is_refused(int length)
    {
        using var file = new Email.TemporaryFile(new string('x', length));

        Assert.Null(SecretText.Read("Token", null, file.Path, out var problem));
        Assert.Equal("TokenFile is empty or larger than 64 KB.", problem);
    }

    [Theory]
    [InlineData(null, null, "missing")]
    [InlineData("a", "b", "both")]
    [InlineData(null, "/no/such/file", "cannot be read")]
    public void Secret_that_cannot_be_had_is_explained(string? value, string? file, string expected)
    {
        Assert.Null(SecretText.Read("Token", value, file, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_is_read_from_its_file_without_the_line_break()
    {
        using var file = new Email.TemporaryFile("  the-secret\n");

        Assert.Equal("the-secret", SecretText.Read("Token", null, file.Path, out _));
    }
}
