using System.Collections.Immutable;

namespace Kwala.Web.Problems;

/// <summary>Collects what is wrong with one request, so that all of it is told at once.</summary>
internal sealed class Mistakes
{
    /// <summary>More are not told: a hostile body must not become an answer of megabytes.</summary>
    public const int CountMax = 100;

    private readonly ImmutableArray<ProblemError>.Builder _errors = ImmutableArray.CreateBuilder<ProblemError>();

    public bool None => _errors.Count == 0;

    public void At(JsonPointer pointer, string detail) => Add(new ProblemError(detail, Pointer: pointer.ToString()));

    public void InParameter(string name, string detail) => Add(new ProblemError(detail, Parameter: name));

    public void InHeader(string name, string detail) => Add(new ProblemError(detail, Header: name));

    public ImmutableArray<ProblemError> ToImmutable() => _errors.ToImmutable();

    private void Add(ProblemError error)
    {
        if (_errors.Count < CountMax)
            _errors.Add(error);
    }
}

/// <summary>Where in a JSON body: RFC 6901, written as a URI fragment.</summary>
internal sealed record JsonPointer(string Text)
{
    private const int TokenLengthMax = 80;

    public static JsonPointer Root { get; } = new("#");

    public JsonPointer Member(string name)
    {
        var shown = name.Length > TokenLengthMax ? name[..TokenLengthMax] : name;
        var escaped = shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return new JsonPointer($"{Text}/{Uri.EscapeDataString(escaped)}");
    }

    public JsonPointer Item(int index) => new($"{Text}/{index}");

    public override string ToString() => Text;
}
