namespace Kwala.TestKit;

/// <summary>
/// Signals that may never come: without a bound, a test of what is missing hangs, and nobody reads why. The bound is by
/// the machine's clock and so long that only what never comes meets it.
/// </summary>
public static class Signals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the signal; what to say when it does not come is a sentence's second half.</summary>
    public static async Task OrFail(this Task signal, string what)
    {
        try
        {
            await signal.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!signal.IsCompleted)
        {
            // Not a TimeoutException: that is what some tests wait for.
            throw new InvalidOperationException($"After {Patience.TotalSeconds} s {what}.");
        }
    }

    /// <summary>The same for a signal that brings a value.</summary>
    public static async Task<T> OrFail<T>(this Task<T> signal, string what)
    {
        await ((Task)signal).OrFail(what);
        return await signal;
    }
}
