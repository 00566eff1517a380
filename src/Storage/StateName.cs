using Orleans.Runtime;

namespace Kwala.Storage;

/// <summary>Whose state, and which.</summary>
internal readonly record struct StateName(string Type, string Key, string Name)
{
    /// <summary>As Orleans asks for it.</summary>
    public StateName(string stateName, GrainId grainId)
        : this(grainId.Type.ToString()!, grainId.Key.ToString()!, stateName)
    {
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"{Type}/{Key} ({Name})";
}
