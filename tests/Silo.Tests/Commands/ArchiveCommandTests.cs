using Kwala.Silo.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.Silo.Tests.Commands;

/// <summary>
/// <c>kwala export</c> and <c>kwala import</c> move everything, messages that wait to be sent included.
/// </summary>
public sealed class ArchiveCommandTests
{
    [SkippableTheory]
    [InlineData("another file")]
    [InlineData("PostgreSQL")]
    public async Task A_message_that_was_not_delivered_moves_to_a_new_store_and_goes_out_from_there(string store)
    {
        Skip.If(store == "PostgreSQL" && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var server = store == "PostgreSQL" ? await PostgresServer.Start() : null;
        await using var scene = await Scene.Set(WebhookMode.Refusing);
        string key;
        await using (var first = scene.Run())
        {
            using var _ = await Scene.Ready(first);
            scene.Report(1.2m);
            key = await scene.Webhook.Asked();
            await first.Signal("TERM");
            Assert.Equal(0, (await first.End()).Status);
        }

        var archive = await KwalaCommand.Run("export", "--config", scene.ConfigurationFile());
        Assert.Equal((0, $"exported {archive.Output.Length} rows"), (archive.Status, archive.ErrorText));
        if (server is null)
        {
            scene.Settings["Kwala:Sqlite:Path"] = scene.At("moved/kwala.db");
        }
        else
        {
            scene.Settings.Remove("Kwala:Sqlite:Path");
            scene.Settings["Kwala:Postgres:ConnectionString"] = server.ConnectionString;
            Assert.Equal(0, (await KwalaCommand.Run("migrate", "--config", scene.ConfigurationFile())).Status);
        }

        var import = await Import(scene, [.. archive.Output, ""]); // Editors end a file with an empty line.
        Assert.Equal((0, $"imported {archive.Output.Length} rows"), (import.Status, import.ErrorText));

        var again = await Import(scene, archive.Output);
        Assert.NotEqual(0, again.Status);
        Assert.Contains("The store is not empty", again.ErrorText, StringComparison.Ordinal);

        while (scene.Webhook.TryAsked())
        {
            // Attempts of the first store, before it ended.
        }

        scene.Webhook.Accept();
        await using var second = scene.Run();
        Assert.Equal(key, await scene.Webhook.Asked());
    }

    [Theory]
    [InlineData("{\"table\": \"state\"}")]
    [InlineData("{\"table\": \"state\", \"row\"")]
    [InlineData("[]")]
    public async Task A_line_that_export_did_not_write_is_named_and_nothing_is_kept(string line)
    {
        await using var scene = await Scene.Set();

        var ended = await Import(scene, ["", line]);

        Assert.Equal(1, ended.Status);
        Assert.Contains("Line 2 is not a row of an archive", ended.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }

    private static async Task<Ended> Import(Scene scene, IEnumerable<string> lines)
    {
        await using var import = KwalaCommand.Start("import", "--config", scene.ConfigurationFile());
        await import.Feed(lines);
        return await import.End();
    }
}
