using System.Collections.Immutable;

namespace Kwala.Core.Workflows;

/// <summary>A workflow as its author wrote it.</summary>
/// <param name="Name">What errors call it: a file's name or "request".</param>
/// <param name="Yaml">The text, at most 64 KB.</param>
public sealed record WorkflowSource(string Name, string Yaml);

/// <summary>A mistake in a workflow, with place and remedy. Printed as <c>file:line:column: message</c>.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record WorkflowMistake(string Source, int Line, int Column, string Message)
{
    /// <summary>The form that editors make a link of.</summary>
    public override string ToString() => $"{Source}:{Line}:{Column}: {Message}";
}

/// <summary>What became of a workflow's text.</summary>
public abstract record CompileOutcome
{
    private CompileOutcome()
    {
    }

    /// <summary>It can run.</summary>
    public sealed record Compiled(Workflow Workflow) : CompileOutcome;

    /// <summary>It has mistakes: all of them, in the order of the text.</summary>
    public sealed record Refused(ImmutableArray<WorkflowMistake> Mistakes) : CompileOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<Workflow, T> compiled, Func<ImmutableArray<WorkflowMistake>, T> refused) => this switch
    {
        Compiled it => compiled(it.Workflow),
        Refused it => refused(it.Mistakes),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// Turns a workflow's text into a workflow or into all of its mistakes. Pure; the composition root supplies it.
/// </summary>
/// <param name="source">The text.</param>
public delegate CompileOutcome CompileWorkflow(WorkflowSource source);
