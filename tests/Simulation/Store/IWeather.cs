namespace Kwala.Simulation.Store;

/// <summary>What a question to a store is about, for the faults that can befall it.</summary>
internal enum Question
{
    Read,
    Write,
    WriteState,
}

/// <summary>What lies between a process and a store: time, and all that can go wrong.</summary>
internal interface IWeather
{
    /// <summary>Has the store do something, at some time or never, and answers, truly or not.</summary>
    Task<T> Ask<T>(Question question, string about, Func<T> act);
}

/// <summary>Nothing lies between.</summary>
internal sealed class FairWeather : IWeather
{
    public Task<T> Ask<T>(Question question, string about, Func<T> act)
    {
        try
        {
            return Task.FromResult(act());
        }
        catch (Exception refused)
        {
            return Task.FromException<T>(refused);
        }
    }
}
