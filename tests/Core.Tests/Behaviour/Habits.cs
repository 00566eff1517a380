using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>An owner whose alerts come once a day, told step by step.</summary>
internal sealed class Habits(BehaviourPolicy? policy = null)
{
    public static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    public static readonly KindName Yield = new("yield");
    private ulong _next = 1;

    public BehaviourPolicy Policy { get; init; } = policy ?? BehaviourPolicy.Default;

    public BehaviourState State { get; set; } = BehaviourState.Empty;

    public DateTimeOffset Now { get; set; } = Monday;

    /// <summary>No key that is chosen for exploring comes by itself.</summary>
    public AlertFacts Alert(int bucket = 0, KindName? kind = null) => new(
        kind ?? Yield, bucket, new AlertMark((_next++ * 16) + 1),
        PositionMark.Of(new WorkflowId("yields"), new SubjectKey($"eip155:1/{bucket}")));

    public static AlertFacts Chosen(AlertFacts alert) => alert with { Mark = new AlertMark(alert.Mark.Value + 15) };

    public void Happens(BehaviourEvent happened) =>
        State = BehaviourDecision.Decide(State, happened, Now, Policy);

    public BehaviourVerdict Judge(int bucket = 0, Lane lane = Lane.Standard, KindName? kind = null) =>
        BehaviourDecision.Judge(State, Alert(bucket, kind), lane, Now, Policy);

    /// <summary>An alert of another kind is acted on, so that the owner is known to respond.</summary>
    public Habits Responding()
    {
        Acts(kind: new KindName("other"));
        return this;
    }

    /// <summary>Told, and nothing done until its window is over.</summary>
    public Habits Ignores(int times = 1, int bucket = 0, KindName? kind = null)
    {
        for (; times > 0; times--)
        {
            Happens(new BehaviourEvent.Told(Alert(bucket, kind)));
            Now += Policy.ResponseWindow;
        }

        return this;
    }

    public Habits Acts(int times = 1, int bucket = 0, KindName? kind = null) =>
        Responds(InteractionKind.Acted, times, bucket, kind);

    /// <summary>Told, and responded to ten minutes later.</summary>
    public Habits Responds(
        InteractionKind response, int times = 1, int bucket = 0, KindName? kind = null, TimeSpan? after = null)
    {
        for (; times > 0; times--)
        {
            var alert = Alert(bucket, kind);
            Happens(new BehaviourEvent.Told(alert));
            Now += after ?? TimeSpan.FromMinutes(10);
            Happens(Did(response, new InteractionTarget.Alert(alert.Mark)));
            Now += Policy.ResponseWindow;
        }

        return this;
    }

    public static BehaviourEvent Did(InteractionKind kind, InteractionTarget about) =>
        new BehaviourEvent.Interacted(new Interaction(kind, InteractionSource.Api, about));

    /// <summary>As the pipeline will: judged, then told or kept back, then perhaps acted on. Whether it was told.</summary>
    public bool Comes(bool wouldAct, int bucket = 0, AlertFacts? alert = null)
    {
        alert ??= Alert(bucket);
        var told = BehaviourDecision.Judge(State, alert, Lane.Standard, Now, Policy)
            is not BehaviourVerdict.KeepBack;
        Happens(told ? new BehaviourEvent.Told(alert) : new BehaviourEvent.Withheld(alert));
        Now += TimeSpan.FromMinutes(10);
        if (told && wouldAct)
            Happens(Did(InteractionKind.Acted, new InteractionTarget.Alert(alert.Mark)));
        Now += Policy.ResponseWindow;
        return told;
    }
}
