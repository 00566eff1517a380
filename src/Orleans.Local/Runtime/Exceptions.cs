namespace Orleans.Runtime;

/// <summary>The root of the runtime's exceptions.</summary>
public class OrleansException : Exception
{
    /// <summary>With a message.</summary>
    public OrleansException(string message) : base(message) { }

    /// <summary>With a message and its cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A reminder could not be kept, for example because its row changed meanwhile.</summary>
public sealed class ReminderException : OrleansException
{
    /// <summary>With a message.</summary>
    public ReminderException(string message) : base(message) { }
}

/// <summary>The runtime refused to deliver a call; it was not run.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message) : base(message) { }
}

/// <summary>Nothing runs any more that could take the call.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>With a message.</summary>
    public SiloUnavailableException(string msg) : base(msg) { }
}
