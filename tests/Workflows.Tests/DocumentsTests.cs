using System.Text.RegularExpressions;
using Kwala.Core.Messages;
using Kwala.Workflows.Templates;

namespace Kwala.Workflows.Tests;

/// <summary>What the documents say is what the compiler does.</summary>
public partial class DocumentsTests
{
    public static TheoryData<string> Examples() => [.. Blocks("docs/workflows.md"), .. Blocks("README.md")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_workflow_in_the_reference_compiles(string yaml) => Assert.Empty(Compiling.Mistakes(yaml));

    [Fact]
    public void The_short_example_has_ten_lines() =>
        Assert.Equal(10, Blocks("docs/workflows.md")[0].Split('\n').Length);

    public static TheoryData<string> Templates() => [.. Blocks("docs/templates.md")];

    [Theory]
    [MemberData(nameof(Templates))]
    public void The_templates_page_compiles(string yaml) =>
        Assert.Empty(Compiling.Mistakes(Compiling.Sound + "\n" + yaml));

    [Fact]
    public void The_templates_page_lists_exactly_the_fields_that_there_are() => Assert.Equal(
        [.. TemplateFields.All, "args.NAME"],
        FieldRows().Matches(Read("docs/templates.md")).Select(m => m.Groups[1].Value));

    [Fact]
    public void The_templates_page_names_every_built_in_template() =>
        Assert.All(BuiltInTemplates.All.Keys, name => Assert.Contains($"`{name}`", Read("docs/templates.md")));

    [Fact]
    public void The_reference_has_a_row_for_every_key()
    {
        // The compiler's own answer to an unknown key names them all.
        var keys = string.Join(' ', Compiling.Mistakes(Compiling.Sound + "\nxyzzy-plugh-nothing: 1"))
            .Split("write one of ")[1].TrimEnd('.').Split(", ");
        var document = Read("docs/workflows.md");
        Assert.Equal(36, keys.Length);
        Assert.All(keys, key => Assert.Matches($@"\| `{key}[`.]", document));
    }

    private static string[] Blocks(string path) =>
        [.. YamlBlocks().Matches(Read(path)).Select(m => m.Groups[1].Value.TrimEnd('\n'))];

    private static string Read(string path) =>
        File.ReadAllText(Path.Combine(Compiling.Root(), path)).Replace("\r\n", "\n");

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlocks();

    [GeneratedRegex(@"^\| `([A-Za-z.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FieldRows();
}
