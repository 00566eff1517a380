using System.Text.RegularExpressions;
using Kwala.Core.Links;
using Kwala.Core.Messages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Messages;

public partial class FixedWordsTests
{
    public static TheoryData<string> Languages => [.. FixedWords.Languages];

    [Fact]
    public void They_are_in_five_languages() => Assert.Equal(["de", "en", "es", "fr", "pt"], FixedWords.Languages.AsEnumerable());

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("pt-BR", "pt")]
    [InlineData("ja", "en")]
    [InlineData(null, "en")]
    public void Whoever_reads_none_of_them_gets_English(string? wanted, string language) =>
        Assert.Equal(language, FixedWords.In(wanted).Language);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_language_says_everything_with_the_same_places_for_values(string language)
    {
        foreach (var words in typeof(FixedWords).GetProperties().Where(it => it.PropertyType == typeof(string)))
        {
            var (english, other) = (
                (string)words.GetValue(FixedWords.In("en"))!, (string)words.GetValue(FixedWords.In(language))!);
            Assert.Equal(Places(english), Places(other));
            Assert.False(string.IsNullOrWhiteSpace(other));
            if (language != "en")
                Assert.NotEqual(english, other);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Answers_fit_on_a_button_and_into_what_it_opens(string language)
    {
        var (words, kind) = (FixedWords.In(language), new KindName(new string('k', 64)));
        foreach (var answer in Enum.GetValues<OwnerAnswer>())
        {
            Assert.InRange(OwnerAnswers.Label(answer, words).Length, 1, 20);
            Assert.InRange(OwnerAnswers.Done(answer, kind, words).Length, 1, 200);
        }
    }

    private static IEnumerable<string> Places(string words) => Place().Matches(words).Select(it => it.Value).Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
