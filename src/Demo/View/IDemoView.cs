namespace Kwala.Demo.View;

/// <summary>Shows the demonstration to somebody. Called by one thread at a time.</summary>
internal interface IDemoView
{
    /// <summary>Says what is about to be seen.</summary>
    void Open();

    /// <summary>Shows one moment.</summary>
    void Show(DemoMoment moment);
}
