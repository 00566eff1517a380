namespace Kwala.Ports.Storage;

/// <summary>Why a store could not do what it was asked, by what to do about it.</summary>
public enum StorageFault
{
    /// <summary>Nothing was written: there is no room. Free some and try again.</summary>
    Full,

    /// <summary>Nothing was written: the device or the server does not answer. Try again.</summary>
    Unreachable,

    /// <summary>Nothing was written: another process holds the store.</summary>
    InUse,

    /// <summary>What is stored cannot be read by this version; it was left as it is.</summary>
    Unreadable,

    /// <summary>Nothing was written: the store refused this write for a reason of its own.</summary>
    Refused,

    /// <summary>Nothing was written or read: another listener follows the chain by now. This one has to end.</summary>
    Overtaken,

    /// <summary>The write may have become durable or not. Read again before deciding anything (decision 5).</summary>
    OutcomeUnknown,
}

/// <summary>A store failed. The message says what to do and holds no stored content.</summary>
public sealed class StorageException : Exception
{
    /// <summary>With its cause, if there is one.</summary>
    public StorageException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What happened, for code.</summary>
    public StorageFault Fault { get; }

    /// <summary>The same, with the place in the configuration that it is about.</summary>
    public StorageException At(string place) => new(Fault, $"{place}: {Message}", this);
}
