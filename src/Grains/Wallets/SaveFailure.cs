using Kwala.Ports.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Wallets;

/// <summary>What a failed save says about what is stored now.</summary>
internal static class SaveFailure
{
    /// <summary>
    /// Whether the stored state is still the one before. Not after a conflict (another activation wrote), and not where
    /// the commit may have come through: whoever holds the state must then let it go and read again (decision 5).
    /// </summary>
    public static bool ProvesNothingWritten(this Exception failure) => failure switch
    {
        InconsistentStateException => false,
        StorageException { Fault: var fault } => fault != StorageFault.OutcomeUnknown,
        OrleansException { InnerException: StorageException { Fault: var fault } } =>
            fault != StorageFault.OutcomeUnknown,
        _ => false,
    };
}
