using System.Reflection;
using System.Text.RegularExpressions;
using Kwala.Core.Wallets;

namespace Kwala.Core.Tests.Wallets;

/// <summary>docs/reasons.md names what the code has, all of it and nothing else.</summary>
public class ReasonsPageTests
{
    [Fact]
    public void Every_reason_and_every_delivery_outcome_stands_in_the_page()
    {
        var codes = Enum.GetNames<ReasonCode>().Select(Hyphenated);
        var words = typeof(DeliveryWords).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Concat(words).Order(), FirstCells("reasons.md").Order());
    }

    private static IEnumerable<string> FirstCells(string page) =>
        File.ReadLines(Path.Combine(Root(), "docs", page))
            .Select(line => Regex.Match(line, "^\\| `([^`]+)` \\|"))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Kwala.Orleans.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    private static string Hyphenated(string name) =>
        Regex.Replace(name, "(?<!^)([A-Z])", "-$1").ToLowerInvariant();
}
