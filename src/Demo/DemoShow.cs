using Kwala.Client;
using Kwala.Demo.View;

namespace Kwala.Demo;

/// <summary>Shows the demonstration on the standard output.</summary>
public static class DemoShow
{
    /// <summary>Plays until cancelled: for people, or as one JSON object per line.</summary>
    /// <param name="world">The chain and the sinks.</param>
    /// <param name="kwala">The deployment that follows that chain.</param>
    /// <param name="json">Whether a program reads it.</param>
    /// <param name="time">The clock that blocks are mined by.</param>
    /// <param name="cancellationToken">Ends the show; that is how it ends well.</param>
    public static Task Play(
        DemoWorld world, IKwalaClient kwala, bool json, TimeProvider time, CancellationToken cancellationToken)
    {
        IDemoView view = json ? new JsonView(Console.Out) : ConsoleView.OfStandardOutput();
        return new DemoRun(world, kwala, view, time).Play(cancellationToken);
    }
}
