using System.Net;
using System.Net.Sockets;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary>
/// What stops a start: told on stderr with place and remedy, exit status 2, no stack trace, no secret.
/// </summary>
public sealed class StartErrorTests
{
    private const string Secret = "not-to-be-told-0123456789";

    [Fact]
    public async Task Ten_mistakes_of_several_sections_are_told_at_once()
    {
        await using var scene = await Scene.Set();
        scene.Settings["Kwala:Sqlite:Readers"] = "many";
        scene.Settings["Kwala:Sqlite:Pth"] = "x.db";
        scene.Settings["Kwala:Chains:0:Rpc:0"] = "ftp://" + Secret;
        scene.Settings["Kwala:Chains:0:Retries"] = "11";
        scene.Settings["Kwala:Channels:Telegram:BotToken"] = Secret;
        scene.Settings["Kwala:Channels:Email:Port"] = "0";
        scene.Settings["Kwala:Grains:Shards"] = "0";
        scene.Settings["Kwala:Links:Keys:0:Id"] = "1";
        scene.Settings["Kwala:Links:Keys:0:Secret"] = Secret;
        scene.Settings["Kwala:Web:RequestTimeout"] = "-00:00:01";
        scene.Settings["Kwala:Workflows:Folder"] = scene.At("nowhere");

        var ended = await KwalaCommand.Run("run", "--config", scene.ConfigurationFile());

        AssertRefused(ended, "It cannot start, for 10 reasons:");
        string[] told =
        [
            "Kwala:Sqlite:Readers must be a whole number", "Kwala:Sqlite:Pth is no option: did you mean \"Path\"?",
            "Kwala:Chains:0:Rpc:0 is not an http(s) URL", "Kwala:Chains:0:Retries is 11. Use 0 to 10.",
            "Kwala:Channels:Telegram: BotToken",
            "Kwala:Channels:Email: Port", "Kwala:Grains:Shards is 0", "Kwala:Links:Keys:0:",
            "Kwala:Web:RequestTimeout", "Kwala:Workflows:Folder: there is no folder",
        ];
        Assert.All(told, it => Assert.Contains(it, ended.ErrorText, StringComparison.Ordinal));
        Assert.False(File.Exists(scene.Settings["Kwala:Sqlite:Path"]));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("export")]
    [InlineData("import")]
    public async Task A_configuration_file_that_is_not_there_is_named(string command)
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "no-such-file.json");

        AssertRefused(await KwalaCommand.Run(command, "--config", missing), $"there is no file {missing}");
    }

    [Fact]
    public async Task A_configuration_file_that_is_no_JSON_is_told_by_line_and_column()
    {
        await using var scene = await Scene.Set();
        await File.WriteAllTextAsync(scene.At("bad.json"), $$"""
            {
              "Kwala": { "Channels": { "Telegram": { "BotToken": "{{Secret}}" } }
            """);

        AssertRefused(await KwalaCommand.Run("run", "--config", scene.At("bad.json")), $"{scene.At("bad.json")}:2:");
    }

    [Fact]
    public async Task A_setting_that_stands_twice_in_the_file_is_named_without_its_value()
    {
        await using var scene = await Scene.Set();
        await File.WriteAllTextAsync(scene.At("twice.json"), $$"""
            { "Kwala:Channels:Telegram:BotToken": "1", "kwala:channels:telegram:bottoken": "{{Secret}}" }
            """);

        AssertRefused(
            await KwalaCommand.Run("run", "--config", scene.At("twice.json")),
            scene.At("twice.json") + ": ", "duplicate", "bottoken");
    }

    [SkippableFact]
    public async Task A_configuration_file_that_cannot_be_read_is_told_with_what_to_do()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has a file that is there and that nobody can read.");

        AssertRefused(
            await KwalaCommand.Run("run", "--config", Sources.Unreadable), "--config: ", "cannot be read", "the right");
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_is_told_with_what_to_give()
    {
        await using var scene = await Scene.Set();
        scene.Settings["urls"] = "http://203.0.113.1:8080"; // Of documentation (RFC 5737): nobody has it.

        AssertRefused(
            await KwalaCommand.Run("run", "--config", scene.ConfigurationFile()),
            "urls: ", "Give an address of this machine");
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_named_before_any_message_is_sent()
    {
        await using var scene = await Scene.Set();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        scene.Settings["urls"] = $"http://{taken.LocalEndpoint}";
        scene.Settings["Kwala:Grains:FromBlock:local"] = "0";
        scene.Report(1.2m);

        var ended = await KwalaCommand.Run("run", "--config", scene.ConfigurationFile());

        AssertRefused(ended, "urls: ", taken.LocalEndpoint.ToString()!, "already in use");
        Assert.DoesNotContain(ended.Errors, line => line.Contains("204", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_another_process_holds_is_named()
    {
        await using var scene = await Scene.Set();
        await using var holder = scene.Run();
        await holder.Listens();

        AssertRefused(
            await KwalaCommand.Run("run", "--config", scene.ConfigurationFile()),
            $"Kwala:Sqlite:Path: {scene.Settings["Kwala:Sqlite:Path"]} is in use by another process");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_as_it_is()
    {
        await using var scene = await Scene.Set();
        await using (var first = scene.Run())
        {
            await first.Listens();
            await first.Signal("TERM");
            await first.End();
        }

        // user_version stands at byte 60, big-endian (sqlite.org/fileformat.html, "The Database Header").
        var bytes = await File.ReadAllBytesAsync(scene.Settings["Kwala:Sqlite:Path"]!);
        bytes[62] = 99;
        await File.WriteAllBytesAsync(scene.Settings["Kwala:Sqlite:Path"]!, bytes);

        var ended = await KwalaCommand.Run("run", "--config", scene.ConfigurationFile());

        AssertRefused(ended, "Kwala:Sqlite:Path: ", "newer version");
    }

    [Fact]
    public async Task The_environment_goes_before_the_file()
    {
        await using var scene = await Scene.Set();
        scene.Settings["Kwala:Sqlite:Readers"] = "65";
        await using var kwala = KwalaCommand.StartWith(
            new() { ["Kwala__Sqlite__Readers"] = "66" }, "run", "--config", scene.ConfigurationFile());

        AssertRefused(await kwala.End(), "Kwala:Sqlite:Readers is 66. Use 1 to 64.");
    }

    private static void AssertRefused(Ended ended, params string[] told)
    {
        Assert.All(told, it => Assert.Contains(it, ended.ErrorText, StringComparison.Ordinal));
        Assert.Equal(2, ended.Status);
        Assert.Empty(ended.Output);
        Assert.DoesNotContain(Secret, ended.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }
}
