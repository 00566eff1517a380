namespace Orleans.Concurrency;

/// <summary>A method whose calls may start while another call of the same activation awaits.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
