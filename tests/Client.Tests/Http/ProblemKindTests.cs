using System.Net;
using System.Text.RegularExpressions;
using Kwala.Client.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.Client.Tests.Http;

/// <summary>Every problem of the contract has a place among the outcomes.</summary>
public sealed partial class ProblemKindTests
{
    /// <summary>The rows of the table of docs/api.md.</summary>
    public static TheoryData<string, int> Documented
    {
        get
        {
            var document = File.ReadAllText(Path.Combine(NodeServices.TestsFolder, "..", "docs", "api.md"));
            var rows = new TheoryData<string, int>();
            foreach (Match row in Row().Matches(document))
                rows.Add(row.Groups[1].Value, int.Parse(row.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
            return rows;
        }
    }

    [Fact]
    public void The_contract_lists_its_problems() => Assert.NotEmpty(Documented);

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task Problem_of_the_contract_is_an_outcome_with_its_own_words(string kind, int status)
    {
        using var api = new ScriptedApi(it => it.Retries = 0).Refuses((HttpStatusCode)status, kind, "In its own words.");

        var outcome = await api.Client.Deployment.ReadStatus(default);

        var expected = kind switch
        {
            "not-found" => "NotFound",
            "too-many-requests" or "failed" or "unavailable" or "too-slow" => "Unavailable",
            _ => "Refused",
        };
        Assert.Equal(expected, outcome.GetType().Name);
        Assert.Contains("In its own words.", outcome.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
