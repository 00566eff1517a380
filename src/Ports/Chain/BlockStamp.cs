namespace Kwala.Ports.Chain;

/// <summary>A block's number and time.</summary>
/// <param name="Number">The number.</param>
/// <param name="Time">What its header says, to the second. Never less than its parent's; some chains repeat it.</param>
public sealed record BlockStamp(long Number, DateTimeOffset Time);
