using Microsoft.Win32.SafeHandles;

namespace Kwala.Silo.Commands;

/// <summary>
/// The standard output as a plain stream. The console's own writer swallows that its reader has gone; with this one a
/// command in a pipe ends when nobody reads on.
/// </summary>
internal static class StandardOutput
{
    private const int Handle = 1;
    private const int BrokenPipe = 32; // EPIPE
    private const int NoData = unchecked((int)0x800700E8); // ERROR_NO_DATA

    /// <summary>Makes the console write to the plain stream, where it is a pipe.</summary>
    public static void Use()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return;
        var stream = new FileStream(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file stays with the console: a stream would write at its own place in it, over what others write there.
        if (!stream.CanSeek)
            Console.SetOut(new StreamWriter(stream, leaveOpen: true) { AutoFlush = true });
    }

    /// <summary>Whether a write failed because its reader has gone.</summary>
    public static bool WasClosed(Exception failure) => failure switch
    {
        IOException { HResult: BrokenPipe or NoData } => true,
        AggregateException { InnerExceptions: [var only] } => WasClosed(only),
        _ => false,
    };
}
