namespace Kwala.Silo.Hosting;

/// <summary>
/// Tells a stop that somebody asked for from one that a failure in the background brought about: the host ends the same
/// way after both, and only logs the second.
/// </summary>
internal static class BackgroundFailure
{
    /// <summary>Throws for the first background part that failed; <c>kwala</c> then ends with status 1.</summary>
    public static void ThrowIfAny(IServiceProvider services)
    {
        foreach (var part in services.GetServices<IHostedService>().OfType<BackgroundService>())
            if (part.ExecuteTask is { IsFaulted: true, Exception.InnerException: { } cause })
                throw new InvalidOperationException(
                    $"{part.GetType().Name} failed, and nothing goes on without it. {cause.Message}", cause);
    }
}
