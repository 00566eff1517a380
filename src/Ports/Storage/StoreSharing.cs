namespace Kwala.Ports.Storage;

/// <summary>Who else may write what a process has read. A store registers the one that is true of it.</summary>
/// <param name="IsShared">
/// Other processes write the same states: for a while a cluster may have two activations of one grain. False where the
/// store belongs to one process, as an embedded one does, so that whoever read a state last knows what is stored.
/// </param>
public sealed record StoreSharing(bool IsShared);
