using System.Text.Json.Serialization;

namespace Kwala.Client.Http.Shapes;

/// <summary>One mistake. At most one of the places is set.</summary>
/// <param name="Detail">What is wrong and how to put it right.</param>
/// <param name="Pointer">A member of the JSON body (RFC 6901, as a URI fragment).</param>
/// <param name="Parameter">A parameter of the path or the query.</param>
/// <param name="Header">A header.</param>
/// <param name="Place">A place in a workflow's text: <c>source:line:column</c>.</param>
internal sealed record ProblemError(
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Header = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Place = null);
