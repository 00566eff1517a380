using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>
/// What Orleans's own generator and analyzers refuse, or what this runtime does not do. All are errors.
/// </summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor ReturnType = Rule("OLG001", "A grain method is asynchronous",
        "{0} returns {1}. Return Task, Task<T>, ValueTask or ValueTask<T>.");

    public static readonly DiagnosticDescriptor NotAMethod = Rule("OLG002", "A grain interface has methods only",
        "{0} is a property or an event. Make it a method that returns a task.");

    public static readonly DiagnosticDescriptor ByReference = Rule("OLG003", "A grain method takes values",
        "Parameter {0} of {1} is passed by reference. Pass it by value, and return what changes.");

    public static readonly DiagnosticDescriptor Generic = Rule("OLG004", "Grains are not generic here",
        "{0} is generic, which the one-process runtime does not support. Name the type, or make one method per type.");

    public static readonly DiagnosticDescriptor InterfaceAlias = Rule("OLG005",
        "A grain interface is named on the wire",
        "Grain interface {0} has no alias. Add [Alias(\"...\")], so that it can be renamed in code.");

    public static readonly DiagnosticDescriptor WireType = Rule("OLG006", "A wire type is serialisable",
        "{0} crosses a grain call at {1} but is not serialisable. Add [GenerateSerializer] to it, or, if it "
        + "must stay free of attributes, register a surrogate with [RegisterConverter] on an "
        + "IConverter<{0}, TSurrogate>.");

    public static readonly DiagnosticDescriptor WireAlias = Rule("OLG007", "A wire type has a name on the wire",
        "Wire type {0} has no alias. Add [Alias(\"...\")], so that it can be renamed in code.");

    public static readonly DiagnosticDescriptor MemberId = Rule("OLG008", "A wire member has a number",
        "{0} of wire type {1} has no number. Add [Id(n)] with a number that no other member had, or [NonSerialized].");

    public static readonly DiagnosticDescriptor DuplicateId = Rule("OLG009", "A wire number is used once",
        "{0} of wire type {1} has number {2}, which another member has. Give it one that no member had.");

    public static readonly DiagnosticDescriptor Constructor = Rule("OLG010", "A grain class has one constructor",
        "Grain class {0} must have exactly one public constructor. Remove the others, or make them private.");

    public static readonly DiagnosticDescriptor Hidden = Rule("OLG011", "Grains are visible to their assembly",
        "{0} is hidden from generated code. Make it, and the types around it, at least internal.");

    public static readonly DiagnosticDescriptor StateParameter = Rule("OLG012", "Stored state is an IPersistentState",
        "Parameter {0} has [PersistentState] but is a {1}. Make it an IPersistentState<T>.");

    public static readonly DiagnosticDescriptor InterleaveOnClass = Rule("OLG013",
        "[AlwaysInterleave] stands on the interface's method",
        "{0} has [AlwaysInterleave] on a class, where it is not looked at. Move it to the method of the interface.");

    public static readonly DiagnosticDescriptor WireOnGrain = Rule("OLG014", "A grain class is not sent",
        "Grain class {0} has [{1}], which is for interfaces and for what is sent. Remove it, or use [GrainType].");

    public static readonly DiagnosticDescriptor IdWithoutField = Rule("OLG015",
        "A wire number stands on what is stored",
        "{0} of wire type {1} is {2} and cannot be sent. Remove [Id], or give it a value of its own that can be set.");

    public static readonly DiagnosticDescriptor DuplicateAlias = Rule("OLG016", "A name on the wire is used once",
        "{0} has the alias \"{1}\", which {2} has too. Give it one of its own.");

    public static readonly DiagnosticDescriptor ManyTokens = Rule("OLG017", "A grain method takes one token",
        "{0} has more than one CancellationToken. Leave one.");

    public static readonly DiagnosticDescriptor LeavesTurn = Rule("OLG018", "A grain goes on in its own turn",
        "Grain class {0} would go on outside of its turn here. Remove this ConfigureAwait, or add "
        + "ContinueOnCapturedContext.");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Orleans", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
