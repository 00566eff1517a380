namespace Kwala.Bench.Inside;

/// <summary>Where a process that the bench started tells what it counted.</summary>
public static class CountsPipe
{
    /// <summary>The environment's variable with the name of the pipe.</summary>
    public const string Variable = "KWALA_BENCH_PIPE";
}
