namespace Kwala.Silo.Hosting;

/// <summary>Whether the host is still starting: until then a failure is told by the command, not by the log.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
