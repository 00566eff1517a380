using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kwala.Web.Tests;

public sealed class OpenApiTests
{
    private const string Update = "KWALA_UPDATE_SNAPSHOTS";

    [Fact]
    public async Task The_contract_changes_only_on_purpose()
    {
        await using var web = await WebHost.Start(("Kwala:Web:OpenApi", "true"));

        var answer = await web.Send("GET", "/openapi/v1.json", key: null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var document = Indented(await answer.Content.ReadAsStringAsync());
        var path = Path.Combine(Folder(), "openapi.json");
        if (Environment.GetEnvironmentVariable(Update) == "1")
            await File.WriteAllTextAsync(path, document);
        Assert.True(
            File.Exists(path) && await File.ReadAllTextAsync(path) == document,
            "The HTTP contract differs from tests/Web.Tests/openapi.json. If you meant to change it, run this test "
            + $"with {Update}=1 in the environment, read the difference (callers depend on it) and commit it.");
    }

    [Fact]
    public async Task Every_endpoint_has_an_example_in_the_documentation()
    {
        await using var web = await WebHost.Start(("Kwala:Web:OpenApi", "true"));
        var document = await (await web.Send("GET", "/openapi/v1.json", key: null)).Json();
        var examples = await File.ReadAllTextAsync(Path.Combine(Folder(), "..", "..", "docs", "api.md"));

        var missing = from path in document.GetProperty("paths").EnumerateObject()
                      from operation in path.Value.EnumerateObject()
                      let heading = $"### {operation.Name.ToUpperInvariant()} {path.Name}"
                      where !HasExample(examples, heading)
                      select heading;

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_kind_of_problem_is_explained_in_the_documentation()
    {
        var examples = await File.ReadAllTextAsync(Path.Combine(Folder(), "..", "..", "docs", "api.md"));

        var kinds = typeof(WebOptions).Assembly.GetTypes()
            .Where(type => type.IsValueType && typeof(Problems.IProblemKind).IsAssignableFrom(type))
            .Select(type => (string)type.GetProperty("Name")!.GetValue(null)!);

        Assert.All(kinds, name => Assert.Contains($"| `{name}` |", examples, StringComparison.Ordinal));
    }

    // A heading alone is not an example: the section must hold a curl command.
    private static bool HasExample(string text, string heading)
    {
        var start = text.IndexOf($"{heading}\n", StringComparison.Ordinal);
        if (start < 0)
            return false;
        var end = text.IndexOf("\n#", start + 1, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)].Contains("\ncurl ", StringComparison.Ordinal);
    }

    private static string Indented(string json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            JsonElement.Parse(json).WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
