using System.Net.Http.Json;
using System.Text.Json;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary>
/// <c>kwala run</c> whose store cannot grow: it says so, tells nobody what it could not write down, and goes on by
/// itself once there is space.
/// </summary>
public sealed class FullDiskTests
{
    /// <summary>A real file system of a few megabytes; only where this user may mount one.</summary>
    [SkippableFact]
    public async Task On_a_full_disk_it_waits_says_what_to_do_and_tells_everybody_once_there_is_space()
    {
        await using var scene = await Scene.Set();
        await using var disk = await SmallDisk.Mount(scene.At("disk"));
        Skip.If(disk is null, "This user may not mount a file system; the test with a limited process runs everywhere.");
        scene.Settings["Kwala:Sqlite:Path"] = Path.Combine(disk.Folder, "kwala.db");
        await using var kwala = scene.Run();
        using var api = await Scene.Ready(kwala);

        disk.Fill();
        scene.Report(1.2m);
        await Waits(api, "Free space");
        Assert.False(scene.Webhook.TryAsked());
        disk.Empty();

        await Recovers(scene, kwala, api);
    }

    /// <summary>A quota or a limit of the process: to SQLite an input/output error, and its outcome is in doubt.</summary>
    [SkippableFact]
    public async Task Where_its_file_may_not_grow_it_waits_says_what_to_look_at_and_tells_everybody_after_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux can limit a running process (prlimit).");
        await using var scene = await Scene.Set();
        await using var kwala = KwalaCommand.StartToBeLimited("run", "--config", scene.ConfigurationFile());
        using var api = await Scene.Ready(kwala);

        await Follows(api);
        await kwala.LimitFiles("4096");
        scene.Report(1.2m);
        await Waits(api, "check the disk");
        Assert.False(scene.Webhook.TryAsked());
        await kwala.LimitFiles("unlimited");

        await Recovers(scene, kwala, api);
    }

    // A listener that cannot store its reminder does not begin, and has no place that could wait.
    private static Task Follows(HttpClient api) => Scene.Becomes(async () =>
        (await api.GetFromJsonAsync<JsonElement>("v1/status")).GetProperty("chains").EnumerateArray()
            .Any(chain => chain.GetProperty("depths").GetArrayLength() > 0));

    // The status names the file and the remedy; the process lives.
    private static async Task Waits(HttpClient api, string remedy)
    {
        JsonElement depth = default;
        await Scene.Becomes(async () =>
        {
            var status = await api.GetFromJsonAsync<JsonElement>("v1/status");
            // The listener is not there yet, or has not looked at the workflows.
            if (status.GetProperty("chains").EnumerateArray().SelectMany(it => it.GetProperty("depths").EnumerateArray())
                .ToList() is not [var first, ..])
                return false;
            depth = first;
            return depth.GetProperty("waiting").ValueKind == JsonValueKind.String
                && depth.GetProperty("waiting").GetString()!.Contains(remedy, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("kwala.db", depth.GetProperty("waiting").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, depth.GetProperty("halted").ValueKind);
    }

    private static async Task Recovers(Scene scene, KwalaCommand kwala, HttpClient api)
    {
        await scene.Webhook.Asked();
        scene.Report(2m);
        scene.Report(1.1m); // The next crossing proves that nothing else was on its way before it.
        await scene.Webhook.Asked();
        var decisions = $"v1/wallets/{Scene.Wallet}/decisions?outcome=notify";
        var told = await api.GetFromJsonAsync<JsonElement>(decisions);
        Assert.Equal(
            [2L, 1L],
            told.GetProperty("items").EnumerateArray()
                .Select(it => it.GetProperty("content").GetProperty("episode").GetInt64()));
        await kwala.Signal("TERM");
        Assert.Equal(0, (await kwala.End()).Status);
        Assert.False(scene.Webhook.TryAsked());
    }
}
