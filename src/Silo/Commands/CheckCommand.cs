using System.CommandLine;
using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Core.Workflows;
using Kwala.Workflows;

namespace Kwala.Silo.Commands;

/// <summary><c>kwala check FILE...</c>: compiles workflows and prints all mistakes of all files.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "Workflow files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object per file on stdout." };
        var command = new Command("check", "Check workflow files without running them.") { files, json };
        command.SetAction(parsed => Check(parsed.GetValue(files)!, parsed.GetValue(json)));
        return command;
    }

    private static int Check(FileInfo[] files, bool json)
    {
        var results = files.Select(file => (File: file, Mistakes: Mistakes(file))).ToArray();
        foreach (var (file, mistakes) in results)
            if (json)
                Console.Out.WriteLine(
                    JsonSerializer.Serialize(new { file = file.ToString(), mistakes }, JsonSerializerOptions.Web));
            else if (mistakes.IsEmpty)
                Console.Error.WriteLine($"{file}: fine");
            else
                foreach (var mistake in mistakes)
                    Console.Error.WriteLine(mistake);
        return results.All(result => result.Mistakes.IsEmpty) ? ExitCode.Done : ExitCode.Failed;
    }

    private static ImmutableArray<WorkflowMistake> Mistakes(FileInfo file)
    {
        if (!file.Exists)
            return [new WorkflowMistake(file.ToString(), 1, 1, "There is no such file.")];
        try
        {
            var source = new WorkflowSource(file.ToString(), File.ReadAllText(file.FullName));
            return WorkflowCompiler.WithoutDeployment.Compile(source).Match(_ => [], mistakes => mistakes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            const string remedy = "It cannot be read. Give this user the right to read it.";
            return [new WorkflowMistake(file.ToString(), 1, 1, remedy)];
        }
    }
}
