namespace Kwala.Bench;

/// <summary>One thing that is measured.</summary>
internal interface IScenario
{
    /// <summary>What to type.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Purpose { get; }

    /// <summary>The names of its options, without the dashes.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>Measures and reports; progress goes to stderr.</summary>
    Task Run(Arguments arguments, Report report, CancellationToken cancellationToken);
}
