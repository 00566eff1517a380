using System.Collections.Immutable;
using System.CommandLine;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Silo.Hosting;
using Kwala.Workflows;

namespace Kwala.Silo.Commands;

/// <summary>
/// <c>kwala rollout</c>: lets another version of a workflow decide for some wallets, or in shadow, and takes it back.
/// Asks a deployment that runs.
/// </summary>
internal static class RolloutCommand
{
    private static readonly Argument<string> Id = new("WORKFLOW") { Description = "The workflow's name." };

    private static readonly Argument<FileInfo> Text = new("FILE")
    {
        Description = "The candidate's text; it names its workflow.",
    };

    private static readonly Option<int?> Percent = new("--percent")
    {
        Description = "For how many percent of the wallets it decides, 1 to 100; with 100 it is live at once.",
    };

    private static readonly Option<bool> Shadow = new("--shadow")
    {
        Description = "Run it beside the live version for the other wallets, and tell nobody.",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The version that becomes live; without it the candidate is taken back.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON lines on stdout." };

    public static Command Create() => new("rollout", "Let another version of a workflow decide for some wallets.")
    {
        Sub("start", "Let a candidate decide for a share of the wallets, or in shadow.", Start, Text, Percent, Shadow),
        Sub("status", "Which versions decide.", Status, Id),
        Sub("diff", "How the candidate in shadow differs: who would gain, who would lose.", Diff, Id),
        Sub("promote", "Make the candidate the live version.", Promote, Id),
        Sub("rollback", "Take the candidate back, or make a former version live.", RollBack, Id, To),
    };

    private static Command Sub(
        string name, string description, Func<Asked, Task> run, Argument about, params Option[] options)
    {
        var command = new Command(name, description) { about };
        foreach (var option in (Option[])[.. options, DeploymentDoor.Url, DeploymentDoor.KeyVariable, Json])
            command.Add(option);
        command.SetAction((parsed, cancellationToken) => StartFailure.Report(
            async () =>
            {
                await using var services = DeploymentDoor.Open(parsed);
                await run(new Asked(
                    parsed, services.GetRequiredService<IKwalaClient>().Rollouts, cancellationToken));
            },
            cancellationToken));
        return command;
    }

    /// <summary>What was asked, and whom to ask.</summary>
    private sealed record Asked(ParseResult Parsed, IRolloutClient Rollouts, CancellationToken Cancelled)
    {
        public WorkflowId Workflow => new(Parsed.GetValue(Id)!);

        public bool AsJson => Parsed.GetValue(Json);
    }

    private static async Task Start(Asked asked)
    {
        var (percent, shadow) = (asked.Parsed.GetValue(Percent) ?? 0, asked.Parsed.GetValue(Shadow));
        var (id, yaml) = Read(asked.Parsed.GetValue(Text)!);
        if (percent is < 0 or > 100 || (percent == 0 && !shadow))
            throw new CannotStartException("--percent: give 1 to 100, or --shadow to tell nobody by it.");
        Show(asked, id, await asked.Rollouts.Set(
            id, new RolloutRequest(percent, shadow) { Yaml = yaml }, asked.Cancelled));
    }

    private static async Task Status(Asked asked) =>
        RolloutView.Write(asked.Workflow, await StateOf(asked), asked.AsJson);

    private static async Task Diff(Asked asked) => RolloutView.Write(
        asked.Workflow,
        DeploymentDoor.Found(await asked.Rollouts.ReadShadow(asked.Workflow, asked.Cancelled)),
        asked.AsJson);

    private static async Task Promote(Asked asked)
    {
        if ((await StateOf(asked)).Candidate is not { } candidate)
            throw new InvalidOperationException($"{asked.Workflow} has no candidate. Start one first.");
        Show(asked, asked.Workflow, await asked.Rollouts.Set(
            asked.Workflow, new RolloutRequest(100) { Version = candidate }, asked.Cancelled));
    }

    private static async Task RollBack(Asked asked)
    {
        if (asked.Parsed.GetValue(To) is { } text)
        {
            if (!Bytes32.TryParse(text, out var version))
                throw new CannotStartException("--to: a version is its hash of 64 hex digits; \"status\" lists them.");
            Show(asked, asked.Workflow, await asked.Rollouts.RollBack(asked.Workflow, version, asked.Cancelled));
            return;
        }

        // Which version was live before is not known by the order of the versions alone.
        if ((await StateOf(asked)).Candidate is null)
            throw new InvalidOperationException(
                $"{asked.Workflow} has no candidate to take back. Name a former version with --to; \"status\" lists "
                + "them.");
        Show(asked, asked.Workflow, await asked.Rollouts.End(asked.Workflow, asked.Cancelled));
    }

    private static async Task<RolloutState> StateOf(Asked asked) =>
        DeploymentDoor.Found(await asked.Rollouts.Read(asked.Workflow, asked.Cancelled));

    private static void Show(Asked asked, WorkflowId id, RolloutOutcome outcome) => RolloutView.Write(
        id,
        outcome.Match(
            done => done,
            notFound => throw new InvalidOperationException(notFound),
            mistakes => throw new InvalidOperationException(Lines(mistakes)),
            ownedByFile => throw new InvalidOperationException(ownedByFile),
            unavailable => throw new InvalidOperationException(unavailable)),
        asked.AsJson);

    private static (WorkflowId Id, string Yaml) Read(FileInfo file)
    {
        try
        {
            var source = new WorkflowSource(file.ToString(), File.ReadAllText(file.FullName));
            return WorkflowCompiler.WithoutDeployment.Compile(source).Match(
                workflow => (workflow.Id, source.Yaml),
                mistakes => throw new CannotStartException([.. mistakes.Select(it => it.ToString())]));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"{file} cannot be read: {unreadable.Message}");
        }
    }

    private static string Lines(ImmutableArray<WorkflowMistake> mistakes) => string.Join(Environment.NewLine, mistakes);
}
