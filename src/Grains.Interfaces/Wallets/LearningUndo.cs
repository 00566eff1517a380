using System.Diagnostics;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>What an owner takes back of what was learned.</summary>
[GenerateSerializer, Alias("kwala.LearningUndoKind")]
public enum LearningUndoKind
{
    /// <summary>These are told from now on, whatever is ignored, until the owner asks for fewer.</summary>
    KeepTelling = 0,

    /// <summary>All that was learned of a kind.</summary>
    ForgetKind = 1,

    /// <summary>All that was learned.</summary>
    ForgetAll = 2,

    /// <summary>All that was learned, and nothing is learned from now on.</summary>
    NeverLearn = 3,

    /// <summary>Learning is welcome again.</summary>
    LearnAgain = 4,
}

/// <summary>The same with what it is about.</summary>
[GenerateSerializer, Immutable, Alias("kwala.LearningUndo")]
public sealed record LearningUndo
{
    /// <summary>What is taken back.</summary>
    [Id(0)]
    public required LearningUndoKind What { get; init; }

    /// <summary>
    /// The kind, for <see cref="LearningUndoKind.KeepTelling"/> and <see cref="LearningUndoKind.ForgetKind"/>.
    /// </summary>
    [Id(1)]
    public KindName? Kind { get; init; }

    /// <summary>The magnitude, 0 to 7, for <see cref="LearningUndoKind.KeepTelling"/>.</summary>
    [Id(2)]
    public int Size { get; init; }

    /// <summary>The other way.</summary>
    public static LearningUndo Of(Undo what) => what switch
    {
        Undo.KeepTelling it => new LearningUndo
        {
            What = LearningUndoKind.KeepTelling,
            Kind = it.Kind,
            Size = it.Bucket,
        },
        Undo.ForgetKind it => new LearningUndo { What = LearningUndoKind.ForgetKind, Kind = it.Kind },
        Undo.ForgetAll => new LearningUndo { What = LearningUndoKind.ForgetAll },
        Undo.NeverLearn => new LearningUndo { What = LearningUndoKind.NeverLearn },
        Undo.LearnAgain => new LearningUndo { What = LearningUndoKind.LearnAgain },
        _ => throw new UnreachableException(),
    };

    /// <summary>As Core knows it.</summary>
    /// <exception cref="ArgumentException">It needs a kind and has none.</exception>
    public Undo ToCore() => What switch
    {
        LearningUndoKind.KeepTelling => new Undo.KeepTelling(Needed, Size),
        LearningUndoKind.ForgetKind => new Undo.ForgetKind(Needed),
        LearningUndoKind.ForgetAll => new Undo.ForgetAll(),
        LearningUndoKind.NeverLearn => new Undo.NeverLearn(),
        _ => new Undo.LearnAgain(),
    };

    private KindName Needed => Kind ?? throw new ArgumentException("Say of which kind.");
}
