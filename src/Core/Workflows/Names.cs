namespace Kwala.Core.Workflows;

/// <summary>The name of a workflow, unique in a deployment: 1 to 64 characters of a-z, 0-9 and hyphen.</summary>
/// <param name="Value">The name.</param>
public readonly record struct WorkflowId(string Value) : IComparable<WorkflowId>
{
    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(WorkflowId other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

/// <summary>
/// What a notification is about, such as <c>liquidation-risk</c>. Owners opt out by kind; several workflows may share
/// one.
/// Same characters as <see cref="WorkflowId"/>.
/// </summary>
/// <param name="Value">The name.</param>
public readonly record struct KindName(string Value) : IComparable<KindName>
{
    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(KindName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

/// <summary>A class of risk appetite: conservative, standard, aggressive, or any that a workflow names.</summary>
/// <param name="Value">Same characters as <see cref="WorkflowId"/>.</param>
public readonly record struct TierName(string Value) : IComparable<TierName>
{
    /// <summary>Warned early.</summary>
    public static TierName Conservative { get; } = new("conservative");

    /// <summary>The usual default.</summary>
    public static TierName Standard { get; } = new("standard");

    /// <summary>Warned late and loud.</summary>
    public static TierName Aggressive { get; } = new("aggressive");

    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(TierName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

/// <summary>The name of a template within its workflow. Same characters as <see cref="WorkflowId"/>.</summary>
/// <param name="Value">The name.</param>
public readonly record struct TemplateName(string Value) : IComparable<TemplateName>
{
    /// <summary>Takes an earlier message back. Every compiled workflow holds it.</summary>
    public static TemplateName Retraction { get; } = new("retraction");

    /// <summary>Tells that an episode is over, where the workflow names no other.</summary>
    public static TemplateName Resolved { get; } = new("resolved");

    /// <summary>Tells of a proposal, where a log is news by itself and the workflow names no other.</summary>
    public static TemplateName Proposal { get; } = new("proposal");

    /// <summary>Reminds that something ends soon, where the workflow names no other.</summary>
    public static TemplateName EndsSoon { get; } = new("ends-soon");

    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(TemplateName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}
