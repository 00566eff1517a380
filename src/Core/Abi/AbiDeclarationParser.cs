using System.Collections.Immutable;
using System.Globalization;

namespace Kwala.Core.Abi;

/// <summary>
/// Recursive descent over the declaration of an event or a function. Bounds: 2048 characters, 64 parameters in one
/// list, 8 levels of tuples and arrays, 1024 words of static data, so that no declaration can make decoding expensive.
/// </summary>
internal ref struct AbiDeclarationParser
{
    private const int TextLengthMax = 2048;
    private const int ParametersMax = 64;
    private const int DepthMax = 8;
    private const int WordsMax = 1024;

    private readonly ReadOnlySpan<char> _text;
    private readonly bool _isEvent;
    private int _at;
    private (int Column, string Text)? _problem;

    private AbiDeclarationParser(ReadOnlySpan<char> text, bool isEvent)
    {
        _text = text;
        _isEvent = isEvent;
    }

    public static AbiEventParse Event(string text)
    {
        if (text.Length > TextLengthMax)
            return new AbiEventParse.Malformed(TextLengthMax, $"An event may have at most {TextLengthMax} characters.");
        var parser = new AbiDeclarationParser(text, isEvent: true);
        var parsed = parser.Event();
        return parser._problem is var (column, problem)
            ? new AbiEventParse.Malformed(column, problem)
            : new AbiEventParse.Parsed(parsed!);
    }

    public static AbiFunctionParse Function(string text)
    {
        if (text.Length > TextLengthMax)
            return new AbiFunctionParse.Malformed(
                TextLengthMax, $"A function may have at most {TextLengthMax} characters.");
        var parser = new AbiDeclarationParser(text, isEvent: false);
        var parsed = parser.Function();
        return parser._problem is var (column, problem)
            ? new AbiFunctionParse.Malformed(column, problem)
            : new AbiFunctionParse.Parsed(parsed!);
    }

    private AbiEvent? Event()
    {
        var name = Word();
        if (name == "event")
            name = Word();
        if (name.Length == 0)
            return Fail("Expected the event's name.");
        var start = _at;
        if (Parameters(0, isList: true) is not { } inputs)
            return null;
        var anonymous = TakeWord("anonymous");
        Take(';');
        if (!AtEnd())
            return Fail("Expected the end, or \"anonymous\".");

        var indexedMax = anonymous ? 4 : 3;
        if (inputs.Count(i => i.Indexed) > indexedMax)
            return FailAt(start, $"At most {indexedMax} arguments can be indexed here.");
        return new AbiEvent(name, inputs, anonymous);
    }

    private AbiFunction? Function()
    {
        var name = Word();
        if (name == "function")
            name = Word();
        if (name.Length == 0)
            return Fail("Expected the function's name.");
        if (Parameters(0, isList: true) is not { } inputs)
            return null;
        while (TakeWord("external") || TakeWord("public") || TakeWord("view") || TakeWord("pure"))
        {
        }

        if (!TakeWord("returns"))
            return Fail("Expected what the function returns, such as returns (uint256).");
        SkipSpace();
        var start = _at;
        if (Parameters(0, isList: true) is not { } outputs)
            return null;
        if (outputs.IsEmpty)
            return FailAt(start, "Nothing can be read from a function that returns nothing.");
        Take(';');
        return AtEnd() ? new AbiFunction(name, inputs, outputs) : Fail("Expected the end.");
    }

    private ImmutableArray<AbiParameter>? Parameters(int depth, bool isList)
    {
        if (!Take('('))
            return Fail("Expected \"(\".");
        var parameters = ImmutableArray.CreateBuilder<AbiParameter>();
        if (Take(')'))
            return isList ? parameters.ToImmutable() : FailAt(_at - 1, "A tuple needs at least one component.");
        do
        {
            if (Parameter(depth, isList, parameters) is not { } parameter)
                return null;
            parameters.Add(parameter);
            if (parameters.Count > ParametersMax)
                return Fail($"At most {ParametersMax} parameters.");
        }
        while (Take(','));
        if (!Take(')'))
            return Fail("Expected \",\" or \")\".");
        return parameters.ToImmutable();
    }

    private AbiParameter? Parameter(int depth, bool isList, ImmutableArray<AbiParameter>.Builder earlier)
    {
        if (Type(depth) is not { } type)
            return null;
        var indexed = isList && _isEvent && TakeWord("indexed");
        if (!_isEvent)
            _ = TakeWord("memory") || TakeWord("calldata");
        SkipSpace();
        var at = _at;
        var name = Word();
        if (name == "indexed")
            return FailAt(at, _isEvent
                ? "A tuple's component cannot be indexed."
                : "Only an event's arguments are indexed: leave it out.");
        if (name.Length > 0 && earlier.Any(p => p.Name == name))
            return FailAt(at, $"The name {name} is used twice.");
        return new AbiParameter(name, type, indexed);
    }

    private AbiType? Type(int depth)
    {
        SkipSpace();
        var start = _at;
        if (depth > DepthMax)
            return Fail($"At most {DepthMax} levels of tuples and arrays.");
        AbiType? type;
        var word = Word();
        if (Peek('(') && word is "" or "tuple")
            type = Parameters(depth + 1, isList: false) is { } components ? new AbiType.Tuple(components) : null;
        else
            type = AbiTypeNames.Find(word) ?? FailAt(start, AbiTypeNames.ProblemOf(word));

        for (; type is not null && Take('['); depth++)
            type = ArrayOf(type, depth);
        return type is { HeadWords: > WordsMax } ? FailAt(start, $"At most {WordsMax} words of static data.") : type;
    }

    private AbiType? ArrayOf(AbiType element, int depth)
    {
        if (depth > DepthMax)
            return Fail($"At most {DepthMax} levels of tuples and arrays.");
        SkipSpace();
        var digits = _text[_at..];
        digits = digits[..^digits.TrimStart("0123456789").Length];
        int? length = null;
        if (!digits.IsEmpty)
        {
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                || given is 0 or > WordsMax || given * element.HeadWords > WordsMax)
                return Fail($"An array's length is 1 to {WordsMax}, and at most {WordsMax} words in all.");
            length = given;
            _at += digits.Length;
        }

        return Take(']') ? new AbiType.Array(element, length) : Fail("Expected \"]\".");
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$'))
            _at++;
        if (_at > start && char.IsAsciiDigit(_text[start]))
            _at = start;
        return _text[start.._at].ToString();
    }

    private bool TakeWord(string word)
    {
        var start = _at;
        if (Word() == word)
            return true;
        _at = start;
        return false;
    }

    private bool Take(char mark)
    {
        var found = Peek(mark);
        if (found)
            _at++;
        return found;
    }

    private bool Peek(char mark)
    {
        SkipSpace();
        return _at < _text.Length && _text[_at] == mark;
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _at == _text.Length;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private Nothing Fail(string problem)
    {
        SkipSpace();
        return FailAt(_at, problem);
    }

    // The first problem is the cause; what follows it is noise.
    private Nothing FailAt(int at, string problem)
    {
        _problem ??= (at + 1, problem);
        return default;
    }

    // "No value" for every kind of node, so that a refusal reads as one return.
    private readonly struct Nothing
    {
        public static implicit operator AbiEvent?(Nothing _) => null;

        public static implicit operator AbiFunction?(Nothing _) => null;

        public static implicit operator AbiParameter?(Nothing _) => null;

        public static implicit operator AbiType?(Nothing _) => null;

        public static implicit operator ImmutableArray<AbiParameter>?(Nothing _) => null;
    }
}
