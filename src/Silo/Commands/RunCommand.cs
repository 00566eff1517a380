using System.CommandLine;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary><c>kwala run</c>: follows the configured chains and notifies, until Ctrl-C.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config")
        {
            Description = "A JSON file with the configuration; environment variables (Kwala__...) go before it.",
        };
        var command = new Command("run", "Follow the configured chains and notify, until Ctrl-C.") { config };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(() => Run(parsed.GetValue(config), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task Run(FileInfo? config, CancellationToken cancellationToken)
    {
        await using var app = KwalaHost.Build(KwalaHost.Builder(config));
        await Run(app, cancellationToken);
    }

    /// <summary>Until it is asked to end. Throws where it ended because a part of it failed.</summary>
    internal static async Task Run(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        finally
        {
            app.Services.GetRequiredService<StartPhase>().FailUnlessOver();
        }

        await app.WaitForShutdownAsync(cancellationToken);
        BackgroundFailure.ThrowIfAny(app.Services);
    }
}
