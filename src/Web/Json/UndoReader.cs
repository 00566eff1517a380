using System.Text.Json;
using Kwala.Client;
using Kwala.Core;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>What an owner takes back, as a request says it; every mistake at its place.</summary>
internal static class UndoReader
{
    private static readonly string[] Known =
        ["keep-telling", "forget-kind", "forget-all", "never-learn", "learn-again"];

    /// <summary>Null where it has mistakes.</summary>
    public static Undo? Read(JsonElement root, Mistakes mistakes)
    {
        var at = JsonPointer.Root;
        if (!Names.IsObjectOf(root, at, mistakes, "what", "kind", "size"))
            return null;
        var word = Names.Member(root, "what") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        var what = word switch
        {
            "keep-telling" => Both(Kind(root, mistakes), Size(root, mistakes)),
            "forget-kind" => Kind(root, mistakes) is { } kind ? new Undo.ForgetKind(kind) : null,
            "forget-all" => new Undo.ForgetAll(),
            "never-learn" => new Undo.NeverLearn(),
            "learn-again" => (Undo)new Undo.LearnAgain(),
            _ => Wrong("what", $"There is no such thing to take back: {NearestWord.Advice(word, Known)}"),
        };
        if (word is not "keep-telling" && Names.Member(root, "size") is not null)
            Wrong("size", "Only keep-telling has a size.");
        if (word is not ("keep-telling" or "forget-kind") && Names.Member(root, "kind") is not null)
            Wrong("kind", "Only keep-telling and forget-kind have a kind.");
        if (what is not null)
            foreach (var wrong in InteractionChecks.Of(what))
                Wrong(wrong.Field, wrong.Message);
        return mistakes.None ? what : null;

        Undo? Wrong(string member, string problem)
        {
            mistakes.At(at.Member(member), problem);
            return null;
        }
    }

    private static Undo.KeepTelling? Both(KindName? kind, int? size) =>
        (kind, size) is ({ } k, { } s) ? new Undo.KeepTelling(k, s) : null;

    private static KindName? Kind(JsonElement root, Mistakes mistakes)
    {
        if (Names.Member(root, "kind") is { ValueKind: JsonValueKind.String } text)
            return new KindName(text.GetString()!);
        mistakes.At(JsonPointer.Root.Member("kind"), "Name the kind, as GET .../learned gives it.");
        return null;
    }

    private static int? Size(JsonElement root, Mistakes mistakes)
    {
        if (Names.Member(root, "size") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var size))
            return size;
        mistakes.At(JsonPointer.Root.Member("size"), "Give the size, a whole number, as GET .../learned gives it.");
        return null;
    }
}
