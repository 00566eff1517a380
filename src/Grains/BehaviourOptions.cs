using Kwala.Core.Behaviour;

namespace Kwala.Grains;

/// <summary>How far a deployment learns from what owners do. Nothing of it holds for the critical lane.</summary>
public sealed class BehaviourOptions
{
    /// <summary>The configuration section that is bound to this.</summary>
    public const string Section = "Kwala:Behaviour";

    /// <summary>
    /// Off: nothing is learned. Suggest: everything is told, and the owner is asked once whether what is ignored should
    /// stop. Act: what is ignored is kept back, and the owner is told so once.
    /// </summary>
    public LearningMode Mode { get; set; } = LearningMode.Act;

    /// <summary>How long an alert may be responded to before it counts as ignored. 10 minutes to 30 days.</summary>
    public TimeSpan ResponseWindow { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Of what is kept back, one in this many is told all the same, 2 to 1000.</summary>
    public int ExploreOneIn { get; set; } = 16;
}
