using Kwala.Web.Keys;

namespace Kwala.Web.Tests.Keys;

public sealed class ApiKeyReadingTests
{
    [Fact]
    public void All_mistakes_of_all_keys_are_told_at_once_without_their_values()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "too-short-secret");

        var (_, mistakes) = ApiKeyReading.Read(
        [
            new ApiKeyOptions { Name = "", Role = "admin", Sha256 = "beef" },
            new ApiKeyOptions { Name = "twice", Role = "backend" },
            new ApiKeyOptions { Name = "twice", Role = "backend", File = file, Env = "SOME_KEY" },
            new ApiKeyOptions { Name = "short", Role = "operator", File = file },
            new ApiKeyOptions { Name = "absent", Role = "operator", Env = "KWALA_TESTS_NO_SUCH_VARIABLE" },
        ]);

        File.Delete(file);
        Assert.Equal(Expected.Length, mistakes.Length);
        Assert.All(mistakes.Zip(Expected), it => Assert.StartsWith(it.Second, it.First, StringComparison.Ordinal));
        Assert.DoesNotContain("too-short-secret", string.Join('\n', mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_from_a_mounted_file_opens_without_the_line_end()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"{WebHost.OperatorKey}\n");

        var (ring, mistakes) = ApiKeyReading.Read([new ApiKeyOptions { Name = "ops", Role = "operator", File = file }]);

        File.Delete(file);
        Assert.Empty(mistakes);
        Assert.Equal("ops", ring.Find(WebHost.OperatorKey)?.Name);
        Assert.Null(ring.Find($"{WebHost.OperatorKey}\n"));
    }

    private static string[] Expected =>
    [
        "Kwala:Web:Keys:0:Name is missing", "Kwala:Web:Keys:0:Role is 'admin'", "Kwala:Web:Keys:0:Sha256 must be",
        "Kwala:Web:Keys:1 must have exactly", "Kwala:Web:Keys:2 must have exactly",
        "Kwala:Web:Keys:3:File", "Kwala:Web:Keys:4:Env",
        "Kwala:Web:Keys has several keys named 'twice'",
    ];
}
