using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Messages;
using Kwala.Workflows.Templates;

namespace Kwala.Workflows.Tests.Templates;

/// <summary>One template in several languages.</summary>
public class LanguagesTests
{
    private const string Own = """

        templates:
          own:
            title: "Health factor {{value}}"
            body: "Now {{value}}."
            languages:
              de: { title: "Health Factor {{value}}", body: "Jetzt {{value}} am {{args.market}}." }
              pt: { title: "Fator {{value}}", body: "Agora {{value}}." }
              pt-BR: { title: "Fator de saúde {{value}}", body: "Agora {{value}}." }
        """;

    public static TheoryData<string> BuiltIn => [.. BuiltInTemplates.All.Keys];

    [Theory]
    [InlineData("de", "de", "Health Factor [value]", "Jetzt [value] am [market].")]
    [InlineData("de-CH", "de", "Health Factor [value]", "Jetzt [value] am [market].")]
    [InlineData("pt-BR", "pt-BR", "Fator de saúde [value]", "Agora [value].")]
    [InlineData("pt-PT", "pt", "Fator [value]", "Agora [value].")]
    [InlineData("ja", null, "Health factor [value]", "Now [value].")]
    [InlineData("", null, "Health factor [value]", "Now [value].")]
    public void Words_are_those_of_the_language_or_of_the_nearest_wider_one(
        string wanted, string? used, string title, string text)
    {
        var template = Compiling.Compiled(Compiling.Sound + Own).Templates[new("own")];
        var fields = Rendering.Fields.SetItem(TemplateFields.Language, wanted);

        var message = Rendering.Rendered(template, Markup.None, (TemplateFields.Language, wanted));

        Assert.Equal((title, text), (message.Title, message.Text));
        Assert.Equal(title, template.Title(fields));
        Assert.Equal(used, template.LanguageFor(wanted));
    }

    [Fact]
    public void Title_needs_the_fields_of_titles_alone()
    {
        var template = Compiling.Compiled(Compiling.Sound + Own).Templates[new("own")];
        var value = ImmutableSortedDictionary<string, string>.Empty.Add("value", "1.2");

        Assert.Equal(["value"], template.TitleFields.AsEnumerable());
        Assert.Equal("Health factor 1.2", template.Title(value));
        Assert.Null(template.Title(value.Clear()));
    }

    [Fact]
    public void What_a_value_holds_is_text_in_every_language()
    {
        var template = Compiling.Compiled(Compiling.Sound + Own).Templates[new("own")];

        var message = Rendering.Rendered(
            template, Markup.EmailHtml, (TemplateFields.Language, "de"), ("args.market", "<b>{{value}}</b> **x**"));

        Assert.Equal("<p>Jetzt [value] am &lt;b&gt;{{value}}&lt;/b&gt; **x**.</p>", message.Html);
    }

    [Fact]
    public void Field_that_only_a_translation_names_is_given()
    {
        const string read = "read: { limit: { contract: contract, arguments: wallet, "
            + "function: 'limitOf(address user) view returns (uint256 most, uint256 least)' } }";
        var yaml = Compiling.Sound.Replace("wallet: user", $"{read}\nwallet: user", StringComparison.Ordinal)
            + "\ntemplates: { own: { title: t, body: b, languages: { de: { title: '{{limit.most}}', body: b } } } }";
        var workflow = Compiling.Compiled(yaml);

        Assert.Equal(["limit.most"], workflow.Reads.Told.Select(at => workflow.Reads.Fields[at].Name));
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Built_in_template_says_the_same_in_every_language_with_the_same_fields(string name)
    {
        var template = BuiltInTemplates.All[name];
        Assert.Equal(FixedWords.Languages.AsEnumerable(), template.Languages.Keys);
        Assert.Equal("en", template.LanguageFor("en-GB"));
        foreach (var (language, words) in template.Languages)
        {
            Assert.Equal(template.Own.Fields.Order(), words.Fields.Order());
            Assert.Equal(template.Own.TitleFields.Order(), words.TitleFields.Order());
            if (language != "en")
                Assert.NotEqual(Shown(template, "en", ""), Shown(template, language, ""));
        }
    }

    [Fact]
    public void Built_in_templates_read_like_the_snapshot()
    {
        var pages = new StringBuilder();
        foreach (var (name, template) in BuiltInTemplates.All)
            foreach (var language in template.Languages.Keys)
                pages.Append($"# {name} ({language})\n\n{Shown(template, language, "1")}\n")
                    .Append($"## With what may be absent left out\n\n{Shown(template, language, "")}\n");
        var path = Path.Combine(Compiling.Root(), "tests/Workflows.Tests/Templates/built-in.txt");
        if (Environment.GetEnvironmentVariable("KWALA_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(path, pages.ToString());

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), pages.ToString());
    }

    [Theory]
    [InlineData("languages: de", "13:51: Expected a map from language to title and body, not text.")]
    [InlineData("languages: { german: { title: t, body: b } }",
        "13:53: \"german\" is not a language: write one such as de, pt-BR or zh-Hant.")]
    [InlineData("languages: { pt-br: { title: t, body: b } }", "13:53: Write pt-BR, not \"pt-br\".")]
    [InlineData("languages: { pt_BR: { title: t, body: b } }",
        "13:53: \"pt_BR\" is not a language: write one such as de, pt-BR or zh-Hant.")]
    [InlineData("languages: { de: text }", "13:57: Expected a map with title and body, not text.")]
    [InlineData("languages: { de: { titel: t, body: b } }", "13:59: Unknown key \"titel\": did you mean \"title\"?")]
    [InlineData("languages: { de: { title: t } }",
        "13:57: Missing key \"body\": add body: | and Markdown on the next lines")]
    [InlineData("languages: { de: { title: t, body: '{{valeu}}' } }",
        "13:76: There is no field \"valeu\": did you mean \"value\"?")]
    [InlineData("languages: { de: { title: t, body: '![x](https://example.org/x)' } }",
        "13:81: Images are not supported: channels show them each in their own way, or not at all.")]
    [InlineData("languages: { de: { title: t, body: b }, de: { title: t, body: b } }",
        "13:80: \"de\" is given twice, first in line 13: leave one out.")]
    [InlineData("de: { title: t, body: b }", "13:40: Unknown key \"de\": write one of title, body, languages.")]
    public void Mistake_in_a_language_is_told_with_its_place_and_remedy(string words, string mistake) =>
        Assert.Equal(["w.yaml:" + mistake], Compiling.Mistakes(
            $"{Compiling.Sound}\ntemplates: {{ own: {{ title: t, body: b, {words} }} }}"));

    [Fact]
    public void Mistakes_of_all_languages_are_told_at_once() => Assert.Equal(3, Compiling.Mistakes(
        Compiling.Sound + "\ntemplates: { own: { title: '{{a1}}', body: b, languages: { "
        + "de: { title: '{{a2}}', body: b }, fr: { title: '{{a3}}', body: b } } } }").Length);

    [Fact]
    public void Languages_are_bounded()
    {
        Assert.Empty(Compiling.Mistakes(Many(16)));
        Assert.Equal(["w.yaml:13:51: At most 16 languages in one template."],
            Compiling.Mistakes(Many(17)));

        static string Many(int count) => Compiling.Sound + "\ntemplates: { own: { title: t, body: b, languages: { "
            + string.Join(", ", Enumerable.Range(0, count).Select(i => $"a{(char)('a' + i)}: {{ title: t, body: b }}"))
            + " } } }";
    }

    private static string Shown(WordedTemplate template, string language, string sample)
    {
        var fields = Rendering.Fields.SetItem(TemplateFields.Language, language);
        foreach (var name in TemplateFields.Optional.Remove(TemplateFields.Language))
            fields = sample.Length == 0 ? fields.Remove(name) : fields;
        var message = Assert.IsType<RenderOutcome.Rendered>(template.Render(fields, Markup.None)).Message;
        return $"{message.Title}\n\n{message.Text}\n";
    }
}
