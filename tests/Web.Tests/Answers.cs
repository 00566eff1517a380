using System.Text.Json;

namespace Kwala.Web.Tests;

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> Json(this HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    /// <summary>Asserts that it is a problem of this type and status (RFC 9457) and gives it.</summary>
    public static async Task<JsonElement> Problem(this HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}, expected {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal($"urn:kwala:problem:{type}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }

    /// <summary>The places of all errors of a problem, in order.</summary>
    public static IEnumerable<string> Places(this JsonElement problem) =>
        problem.GetProperty("errors").EnumerateArray().Select(error => error.EnumerateObject()
            .Single(member => member.Name != "detail").Value.GetString()!);
}
