using Kwala.Core.Messages;

namespace Kwala.Workflows.Tests.Templates;

public class CompiledTemplateTests
{
    [Theory]
    [InlineData("plain", "plain", "<p>plain</p>", "plain")]
    [InlineData("**b** _i_ ~~s~~ `c`", "b i s c",
        "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>", "<b>b</b> <i>i</i> <s>s</s> <code>c</code>")]
    [InlineData("# Big\n\nsmall", "Big\n\nsmall", "<h2>Big</h2>\n<p>small</p>", "<b>Big</b>\n\nsmall")]
    [InlineData("- one\n- two", "• one\n• two", "<ul>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ul>",
        "• one\n• two")]
    [InlineData("1. one\n2. two", "1. one\n2. two",
        "<ol>\n<li><p>one</p></li>\n<li><p>two</p></li>\n</ol>", "1. one\n2. two")]
    [InlineData("> said", "> said", "<blockquote><p>said</p></blockquote>", "said")]
    [InlineData("```\na < b\n```", "a < b", "<pre><code>a &lt; b</code></pre>", "<pre>a &lt; b</pre>")]
    [InlineData("a\n\n---\n\nb", "a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>", "a\n\n———\n\nb")]
    [InlineData("a\\\nb", "a\nb", "<p>a<br>\nb</p>", "a\nb")]
    [InlineData("[here](https://example.org/a?b=1&c=2)", "here (https://example.org/a?b=1&c=2)",
        "<p><a href=\"https://example.org/a?b=1&amp;c=2\">here</a></p>",
        "<a href=\"https://example.org/a?b=1&amp;c=2\">here</a>")]
    [InlineData("<https://example.org/x>", "https://example.org/x",
        "<p><a href=\"https://example.org/x\">https://example.org/x</a></p>",
        "<a href=\"https://example.org/x\">https://example.org/x</a>")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("<javascript:alert(1)>", "javascript:alert(1)", "<p>javascript:alert(1)</p>", "javascript:alert(1)")]
    [InlineData("5 > 3 & 'so' \"on\" &amp; &copy;", "5 > 3 & 'so' \"on\" & ©",
        "<p>5 &gt; 3 &amp; &#39;so&#39; &quot;on&quot; &amp; ©</p>",
        "5 &gt; 3 &amp; &#39;so&#39; &quot;on&quot; &amp; ©")]
    public void Markdown_becomes_each_channels_form(string body, string text, string email, string telegram)
    {
        var inEmail = Rendering.Rendered(body, Markup.EmailHtml);
        Assert.Equal((text, email), (inEmail.Text, inEmail.Html));
        Assert.Equal(telegram, Rendering.Rendered(body, Markup.TelegramHtml).Html);
        Assert.Null(Rendering.Rendered(body, Markup.None).Html);
    }

    [Theory]
    [InlineData("{{value}} of {{ args.market }}", "[value] of [market]")]
    [InlineData("a {{~value~}} b", "a[value]b")]
    [InlineData("{{! nothing }}a{{!-- {{value}} --}}b", "ab")]
    [InlineData("{{#if late}}late{{else}}in time{{/if}}", "late")]
    [InlineData("{{#unless late}}in time{{else}}late{{/unless}}", "late")]
    [InlineData("{{#if late}}{{#if tier}}both{{/if}}{{/if}}", "both")]
    public void Fields_and_conditions_are_filled(string body, string text) =>
        Assert.Equal(text, Rendering.Rendered(body, Markup.None).Text);

    [Theory]
    [InlineData("true", "yes")]
    [InlineData("anything", "yes")]
    [InlineData("", "no")]
    [InlineData("false", "no")]
    [InlineData("0", "no")]
    public void A_condition_holds_for_what_says_something(string value, string text) => Assert.Equal(text,
        Rendering.Rendered("{{#if args.paused}}yes{{else}}no{{/if}}", Markup.None, ("args.paused", value)).Text);

    [Fact]
    public void One_message_leaves_nothing_of_its_values_or_conditions_to_the_next()
    {
        var template = Rendering.Template(
            "{{#if args.paused}}{{args.paused}}{{else}}no{{/if}} **{{args.market}}**", "{{args.market}}");
        foreach (var (paused, market, title, text) in ((string, string, string, string)[])[
            ("yes", "eth", "eth", "yes eth"), ("on", "btc", "btc", "on btc"), ("0", "btc", "btc", "no btc"),
            ("", "btc", "btc", "no btc"), ("yes", "eth", "eth", "yes eth")])
        {
            var message = Rendering.Rendered(
                template, Markup.EmailHtml, ("args.paused", paused), ("args.market", market));
            Assert.Equal(
                (title, text, $"<p>{text.Replace(market, $"<strong>{market}</strong>")}</p>"),
                (message.Title, message.Text, message.Html));
        }
    }

    [Fact]
    public void A_template_of_the_workflow_goes_before_the_built_in_one_of_its_name()
    {
        var yaml = Compiling.With("default", "  default: { channels: [email], urgency: gentle }")
            + "\ntemplates: { threshold-gentle: { title: own, body: own } }";
        var template = Compiling.Compiled(yaml).Templates[new("threshold-gentle")];
        Assert.Equal("own", Rendering.Rendered(template, Markup.None).Title);
    }

    [Fact]
    public void The_title_is_one_line_of_bounded_length()
    {
        var template = Rendering.Template("b", "**{{args.market}}** & more");
        Assert.Equal(
            "**x y** & more", Rendering.Rendered(template, Markup.EmailHtml, ("args.market", "x\r\n y")).Title);
        var endless = Rendering.Template("b", string.Concat(Enumerable.Repeat("{{args.market}}", 10)));
        var smiles = string.Concat(Enumerable.Repeat("😀", 300));
        var title = Rendering.Rendered(endless, Markup.None, ("args.market", smiles)).Title;
        Assert.InRange(title.Length, 150, 200);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(title)));
    }

    [Fact]
    public void A_field_that_is_missing_fails_with_its_name()
    {
        var outcome = Rendering.Template("{{value}} {{args.market}}")
            .Render(Rendering.Fields.Remove("value"), Markup.None);
        Assert.Equal(
            "Template own: the field value is missing.", Assert.IsType<RenderOutcome.Failed>(outcome).Reason);
    }

    [Fact]
    public void An_argument_is_empty_where_no_log_of_the_trigger_led_to_the_message()
    {
        var outcome = Rendering.Template("now{{args.market}}")
            .Render(Rendering.Fields.Remove("args.market"), Markup.None);
        Assert.Equal("now", Assert.IsType<RenderOutcome.Rendered>(outcome).Message.Text);
    }

    [Fact]
    public void A_field_that_may_be_absent_is_empty()
    {
        var outcome = Rendering.Template("now{{late}}{{#if late}}!{{/if}}")
            .Render(Rendering.Fields.Remove("late"), Markup.None);
        Assert.Equal("now", Assert.IsType<RenderOutcome.Rendered>(outcome).Message.Text);
    }

    [Fact]
    public void A_template_that_throws_fails_and_nothing_else()
    {
        var broken = Rendering.Fields.SetItem("value", null!);
        Assert.StartsWith("Template own failed: ", Assert.IsType<RenderOutcome.Failed>(
            Rendering.Template("{{value}}").Render(broken, Markup.None)).Reason);
    }

    [Fact]
    public void A_message_that_is_too_long_is_told_with_shorter_values()
    {
        var template = Rendering.Template(string.Concat(Enumerable.Repeat("{{args.market}} ", 150)));
        var text = Rendering.Rendered(template, Markup.TelegramHtml, ("args.market", new string('x', 100_000))).Text;
        Assert.Equal(string.Join(' ', Enumerable.Repeat(new string('x', 16) + "…", 150)), text);
    }

    [Fact]
    public void Built_in_templates_need_no_field_that_is_not_always_given()
    {
        foreach (var (name, template) in Workflows.Templates.BuiltInTemplates.All)
        {
            var outcome = template.Render(Rendering.Fields.RemoveRange(
                Rendering.Fields.Keys.Where(k => k.StartsWith("args.") || k == "late"
                    || (name == "retraction" && TemplateFields.NotOfRetraction.Contains(k)))), Markup.TelegramHtml);
            var message = Assert.IsType<RenderOutcome.Rendered>(outcome).Message;
            // A log that is news by itself has no value to tell.
            Assert.True(
                name is "proposal" or "ends-soon"
                    ? message.Text.Contains("[ends]") && message.Title.Contains("[title]")
                    : message.Text.Contains("[value]") && message.Title.Contains("[walletShort]"),
                name);
        }
    }

    [Theory]
    [InlineData("{{#each args}}x{{/each}}", "Only {{#if field}} and {{#unless field}} open a block.")]
    [InlineData("{{#with value}}x{{/with}}", "Only {{#if field}} and {{#unless field}} open a block.")]
    [InlineData("{{lookup value 0}}",
        "Only fields, {{#if field}}, {{#unless field}} and {{else}} can stand in braces.")]
    [InlineData("{{> partial}}", "Only fields, {{#if field}}, {{#unless field}} and {{else}} can stand in braces.")]
    [InlineData("{{&value}}", "Only fields, {{#if field}}, {{#unless field}} and {{else}} can stand in braces.")]
    [InlineData("{{{value}}}", "Three braces would print a field without escaping: write two.")]
    [InlineData("{{@root}}", "There is no field \"@root\": ")]
    [InlineData("{{../value}}", "There is no field \"../value\": ")]
    [InlineData("{{this}}", "There is no field \"this\": ")]
    [InlineData("{{args.usr}}", "There is no field \"args.usr\": did you mean \"args.user\"?")]
    [InlineData("{{}}", "Empty braces: name a field, as in {{value}}.")]
    [InlineData("{{value", "{{ is not closed: add }}.")]
    [InlineData("{{#if late}}x", "{{#if}} is not closed: add {{/if}}.")]
    [InlineData("x{{/if}}", "{{/if}} closes nothing that is open here.")]
    [InlineData("{{#if late}}x{{/unless}}", "{{/unless}} closes nothing that is open here.")]
    [InlineData("{{else}}", "{{else}} stands between {{#if ...}} and {{/if}}, once.")]
    [InlineData("{{#if late}}a{{else}}b{{else}}c{{/if}}", "{{else}} stands between {{#if ...}} and {{/if}}, once.")]
    [InlineData("\\{{value}}", "Leave out the backslash: {{ always begins a field.")]
    [InlineData("![x](https://example.org/x.png)", "Images are not supported")]
    [InlineData("[x](javascript:alert(1))", "This link may not be followed")]
    [InlineData("[x](https://{{args.market}}/)", "This link may not be followed")]
    [InlineData("[x](https://example.org{{args.market}})", "This link may not be followed")]
    [InlineData("[x](https://a@{{args.market}}/)", "This link may not be followed")]
    [InlineData("[x]({{args.market}})", "This link may not be followed")]
    [InlineData("[x](//example.org/)", "This link may not be followed")]
    [InlineData(">>>>>>>>>>>>>>>>>>>>>>>> deep", "Template own failed: InvalidOperationException.")]
    [InlineData("\uE001", "This character (private use) has no meaning to readers: leave it out.")]
    public void What_a_template_may_not_say_is_a_mistake(string body, string problem) =>
        Assert.Contains(Compiling.Mistakes(Rendering.Yaml(body)), m => m.Contains(problem, StringComparison.Ordinal));
}
