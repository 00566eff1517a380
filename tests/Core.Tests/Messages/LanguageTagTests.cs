using Kwala.Core.Messages;

namespace Kwala.Core.Tests.Messages;

public class LanguageTagTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE", "de")]
    [InlineData("ast", "ast")]
    [InlineData("pt-br", "pt-BR")]
    [InlineData("es-419", "es-419")]
    [InlineData("ZH-hANT-tw", "zh-Hant-TW")]
    [InlineData("sr-latn", "sr-Latn")]
    public void Tag_is_read_in_any_case_and_written_in_the_usual_one(string text, string value)
    {
        Assert.True(LanguageTag.TryParse(text, out var tag));
        Assert.Equal(value, tag.ToString());
        Assert.InRange(value.Length, 2, LanguageTag.LengthMax);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("deutsch")]
    [InlineData("pt_BR")]
    [InlineData("pt-")]
    [InlineData("-pt")]
    [InlineData("pt--BR")]
    [InlineData("pt-BRA")]
    [InlineData("pt-BR-BR")]
    [InlineData("pt-BR-Latn")]
    [InlineData("sl-rozaj")]
    [InlineData("de-DE-u-co-phonebk")]
    [InlineData("x-mine")]
    [InlineData("i-klingon")]
    [InlineData(" de")]
    [InlineData("dé")]
    [InlineData("es-٤١٩")]
    public void Anything_else_is_no_tag(string? text) => Assert.False(LanguageTag.TryParse(text, out _));

    [Theory]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("pt-PT", "pt")]
    [InlineData("pt", "pt")]
    [InlineData("zh-Hant-TW", "zh-Hant")]
    [InlineData("zh-TW", null)]
    [InlineData("zh", null)]
    [InlineData("pta", null)]
    [InlineData(null, null)]
    public void Lookup_goes_from_what_is_wanted_to_what_is_wider_and_nowhere_else(string? wanted, string? found) =>
        Assert.Equal(found, LanguageTag.Lookup(wanted, ((string[])["pt", "pt-BR", "zh-Hant"]).Contains));
}
