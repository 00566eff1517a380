using Azure;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>What a failure of Azure Storage means for whoever asked. Its own words may quote a row.</summary>
internal static class AzureFault
{
    /// <summary>Whether it is the service's or the way to it, after all attempts.</summary>
    public static bool Is(Exception failure) => failure switch
    {
        RequestFailedException => true,
        // What the clients throw when each of several attempts failed, and when time was up.
        AggregateException several => several.InnerExceptions.All(Is),
        OperationCanceledException { CancellationToken.IsCancellationRequested: false } => true,
        TaskCanceledException { InnerException: TimeoutException } => true,
        IOException => true,
        _ => false,
    };

    /// <summary>Something that changes no state failed: nothing was written, or it may be repeated.</summary>
    public static StorageException OfRead(Exception failure) => Refusal(failure) ?? new(
        StorageFault.Unreachable,
        "Azure Storage gives no answer; nothing was written. Check the endpoints in the connection string and the way "
        + "there.",
        failure);

    /// <summary>A write failed, or its answer was lost.</summary>
    public static StorageException OfWrite(Exception failure) => Refusal(failure) ?? new(
        StorageFault.OutcomeUnknown,
        "Azure Storage gave no answer to a write, which may have come through or not.",
        failure);

    private static StorageException? Refusal(Exception failure) => failure switch
    {
        RequestFailedException { Status: 401 or 403 } refused => new(
            StorageFault.Unreachable,
            $"Azure Storage refuses the request ({refused.ErrorCode}). Check the key, or what the shared access "
            + "signature allows and until when, in the connection string.",
            refused),
        RequestFailedException { Status: 404 } gone => new(
            StorageFault.Refused,
            $"Azure Storage has no such container or table ({gone.ErrorCode}); it is made at the next start.",
            gone),
        RequestFailedException { Status: 413 or 507 } full => new(
            StorageFault.Full, $"Azure Storage has no room ({full.ErrorCode}); nothing was written.", full),
        RequestFailedException { Status: >= 400 and < 500 and not (408 or 429) } refused => new(
            StorageFault.Refused,
            $"Azure Storage refused a request ({refused.Status} {refused.ErrorCode}); nothing of it was kept.",
            refused),
        _ => null,
    };
}
