namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for before it allows init-only members; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit;
