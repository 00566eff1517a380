using System.Diagnostics;
using System.Text.Json;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala check</c> as people and programs call it.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private static readonly string Good = Sources.At("samples", "workflows", "liquidation-risk.yaml");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-check-");
    private readonly string _bad;

    public CheckCommandTests()
    {
        _bad = Path.Combine(_folder.FullName, "bad.yaml");
        File.WriteAllText(_bad, File.ReadAllText(Good)
            .Replace("alert: below", "alert: belo", StringComparison.Ordinal)
            .Replace("rearm:", "rearn:", StringComparison.Ordinal));
    }

    /// <summary>Web projects start in their own folder, where the README's paths lead to nothing.</summary>
    [Fact]
    public async Task Paths_given_to_dotnet_run_are_meant_from_where_one_stands()
    {
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", Sources.At("src", "Silo", "Silo.csproj"), "-getProperty:RunWorkingDirectory"])
        {
            RedirectStandardOutput = true,
        };
        using var evaluation = Process.Start(start)!;

        Assert.Equal("", (await evaluation.StandardOutput.ReadToEndAsync()).Trim());
        await evaluation.WaitForExitAsync();
        Assert.Equal(0, evaluation.ExitCode);
    }

    [Fact]
    public async Task A_good_file_ends_with_0()
    {
        var ended = await KwalaCommand.Run("check", Good);

        Assert.Equal((0, $"{Good}: fine"), (ended.Status, ended.ErrorText));
        Assert.Empty(ended.Output);
    }

    [SkippableFact]
    public async Task A_file_that_cannot_be_read_is_a_mistake_like_any_other()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has a file that is there and that nobody can read.");

        var ended = await KwalaCommand.Run("check", Sources.Unreadable, Good);

        Assert.Equal(1, ended.Status);
        Assert.StartsWith($"{Sources.Unreadable}:1:1: It cannot be read.", ended.Errors[0], StringComparison.Ordinal);
        Assert.Equal($"{Good}: fine", ended.Errors[^1]);
    }

    [Fact]
    public async Task Every_mistake_of_every_file_is_told_by_place_and_ends_with_1()
    {
        var missing = Path.Combine(_folder.FullName, "missing.yaml");

        var ended = await KwalaCommand.Run("check", Good, _bad, missing);

        Assert.Equal(1, ended.Status);
        Assert.Empty(ended.Output);
        Assert.Contains(ended.Errors, line => LineOf(_bad, "alert: belo", line));
        Assert.Contains(ended.Errors, line => LineOf(_bad, "rearn:", line));
        Assert.Contains(ended.Errors, line => line.StartsWith($"{missing}:1:1: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task For_programs_there_is_one_object_a_file_on_stdout()
    {
        var ended = await KwalaCommand.Run("check", "--json", Good, _bad);

        Assert.Equal(1, ended.Status);
        Assert.Empty(ended.Errors);
        var files = ended.Output.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([Good, _bad], files.Select(file => file.GetProperty("file").GetString()));
        Assert.Equal(0, files[0].GetProperty("mistakes").GetArrayLength());
        Assert.All(
            files[1].GetProperty("mistakes").EnumerateArray(),
            mistake => Assert.True(mistake.GetProperty("line").GetInt32() > 1
                && mistake.GetProperty("column").GetInt32() > 0
                && mistake.GetProperty("message").GetString()!.Length > 0));
        Assert.True(files[1].GetProperty("mistakes").GetArrayLength() >= 2);
    }

    [Theory]
    [InlineData("chek")]
    [InlineData("check")]
    [InlineData("run", "--confg", "x")]
    [InlineData("demo", "--duration", "soon")]
    [InlineData("demo", "--duration", "0s")]
    public async Task What_the_command_line_does_not_know_ends_with_2_and_says_so_on_stderr(params string[] arguments)
    {
        var ended = await KwalaCommand.Run(arguments);

        Assert.Equal(2, ended.Status);
        Assert.Empty(ended.Output);
        Assert.NotEmpty(ended.Errors);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool LineOf(string file, string text, string told)
    {
        var line = Array.FindIndex(File.ReadAllLines(file), it => it.Contains(text, StringComparison.Ordinal)) + 1;
        return told.StartsWith($"{file}:{line}:", StringComparison.Ordinal);
    }
}
