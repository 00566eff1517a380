namespace Kwala.Silo.Hosting;

/// <summary>Whether the host is still starting: until then a failure is told by the command, not by the log.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;
    private volatile bool _hasFailed;

    public bool IsOver => _isOver;

    public bool HasFailed => _hasFailed;

    public void End() => _isOver = true;

    /// <summary>The start ends here: unless it was a good one, it has failed.</summary>
    public void FailUnlessOver() => _hasFailed = !_isOver;
}
