using System.CommandLine;
using Kwala.Client;
using Kwala.Demo;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary><c>kwala demo</c>: the whole house against a chain and receivers on this machine.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object per line on stdout." };
        var duration = new Option<TimeSpan?>("--duration")
        {
            Description = "How long to play, such as 20s; until Ctrl-C when it is not given.",
            CustomParser = DurationText.Parse,
        };
        var command = new Command("demo", "Watch one chain event become different outcomes for different wallets.")
        {
            json,
            duration,
        };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(
                () => Demo(parsed.GetValue(json), parsed.GetValue(duration), null, cancellationToken),
                cancellationToken));
        return command;
    }

    /// <summary>Until it is asked to end. Throws where it ended because a part of it failed.</summary>
    internal static async Task Demo(
        bool json, TimeSpan? duration, Action<IServiceCollection>? replace, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kwala-demo-");
        try
        {
            await using var world = await DemoWorld.Start(TimeProvider.System, cancellationToken);
            await using var app = KwalaHost.Build(
                KwalaHost.Builder(null, world.Configuration(folder.FullName)), replace);
            await app.StartAsync(cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(
                cancellationToken, app.Lifetime.ApplicationStopping);
            if (duration is { } limit)
                ending.CancelAfter(limit);
            var kwala = app.Services.GetRequiredService<IKwalaClient>();
            try
            {
                await DemoShow.Play(world, kwala, json, TimeProvider.System, ending.Token);
            }
            finally
            {
                await app.StopAsync(CancellationToken.None);
            }

            BackgroundFailure.ThrowIfAny(app.Services);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
