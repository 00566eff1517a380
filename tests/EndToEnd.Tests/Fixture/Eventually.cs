namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>Waits for what a real process or node will show, which has no signal to wait on.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task Holds(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await condition())
            await Task.Delay(Glance, TimeProvider.System, limit.Token);
    }
}
