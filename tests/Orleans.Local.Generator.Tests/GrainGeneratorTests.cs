using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Orleans.Local.Generator.Tests;

public sealed class GrainGeneratorTests
{
    private const string Start = "using System; using System.Collections.Generic; using System.Threading.Tasks; using Orleans; using Orleans.Runtime;\n";

    // Each case: the rule, the text that the error points at, a word of its remedy, the source.
    [Theory]
    [InlineData("OLG001", "Count", "Task<T>", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { int Count(); }")]
    [InlineData("OLG001", "Go", "Task<T>", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { void Go(); }")]
    [InlineData("OLG001", "All", "Task<T>", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { IAsyncEnumerable<int> All(); }")]
    [InlineData("OLG001", "Count", "Task<T>", "[Alias(\"g\")] public interface IG : IGrain { int Count(); }")]
    [InlineData("OLG001", "Count", "Task<T>", "public interface IPlain { int Count(); } [Alias(\"g\")] public interface IG : IGrainWithStringKey, IPlain;")]
    [InlineData("OLG002", "Name", "method", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { string Name { get; } }")]
    [InlineData("OLG002", "Gone", "method", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { event Action Gone; }")]
    [InlineData("OLG002", "this", "method", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { int this[int i] { get; } }")]
    [InlineData("OLG002", "Name", "method", "public interface IPlain { string Name { get; } } [Alias(\"g\")] public interface IG : IGrainWithStringKey, IPlain;")]
    [InlineData("OLG003", "x", "by value", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Get(out int x); }")]
    [InlineData("OLG003", "y", "by value", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Get(ref int y); }")]
    [InlineData("OLG003", "z", "by value", "[Alias(\"g\")] public interface IG : IAddressable { Task Get(in int z); }")]
    [InlineData("OLG004", "Get", "one method per type", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Get<T>(); }")]
    [InlineData("OLG004", "IG", "Name the type", "[Alias(\"g\")] public interface IG<T> : IGrainWithStringKey { Task Get(); }")]
    [InlineData("OLG005", "IG", "[Alias", "public interface IG : IGrainWithStringKey { Task Get(); }")]
    [InlineData("OLG006", "a", "[GenerateSerializer]", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Put(Bare a); } public class Bare;")]
    [InlineData("OLG006", "Get", "[GenerateSerializer]", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task<Bare> Get(); } public class Bare;")]
    [InlineData("OLG006", "a", "surrogate", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Put(Dictionary<string, List<Bare[]>> a); } public class Bare;")]
    [InlineData("OLG006", "Inner", "surrogate", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public Bare? Inner { get; init; } } public struct Bare;")]
    [InlineData("OLG006", "Case", "[GenerateSerializer]", "[GenerateSerializer, Alias(\"w\")] public abstract record Wire; public record Case : Wire;")]
    [InlineData("OLG006", "Wire", "[GenerateSerializer]", "public abstract record Bare; [GenerateSerializer, Alias(\"w\")] public record Wire : Bare;")]
    [InlineData("OLG007", "Wire", "[Alias", "[GenerateSerializer] public class Wire { [Id(0)] public int A { get; set; } }")]
    [InlineData("OLG008", "A", "[Id(n)]", "[GenerateSerializer, Alias(\"w\")] public class Wire { public int A { get; set; } }")]
    [InlineData("OLG008", "B", "[Id(n)]", "[GenerateSerializer, Alias(\"w\")] public record Wire(int B);")]
    [InlineData("OLG008", "_c", "[Id(n)]", "[GenerateSerializer, Alias(\"w\")] public class Wire { private int _c = 1; public int C() => _c; }")]
    [InlineData("OLG008", "d", "[Id(n)]", "[GenerateSerializer, Alias(\"w\")] public class Wire(int d) { public int D() => d; }")]
    [InlineData("OLG009", "B", "no member had", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int A { get; set; } [Id(0)] public int B { get; set; } }")]
    [InlineData("OLG009", "B", "no member had", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int A { get; set; } [Id(0)] public int B { get => A; set => A = value; } }")]
    [InlineData("OLG010", "G", "Remove", "public class G : Grain { public G() { } public G(int x) { } }")]
    [InlineData("OLG011", "G", "internal", "public class Outer { private class G : Grain; }")]
    [InlineData("OLG012", "s", "IPersistentState", "public class G([PersistentState(\"s\")] string s) : Grain { public string S => s; }")]
    [InlineData("OLG011", "Wire", "internal", "public class Outer { [GenerateSerializer, Alias(\"w\")] private class Wire { [Id(0)] public int A { get; set; } } }")]
    [InlineData("OLG011", "Wire", "internal", "[GenerateSerializer, Alias(\"w\")] file class Wire;")]
    [InlineData("OLG011", "IG", "internal", "[Alias(\"g\")] file interface IG : IGrainWithStringKey;")]
    [InlineData("OLG013", "Go", "method of the interface", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Go(); } public class G : Grain, IG { [Orleans.Concurrency.AlwaysInterleave] public Task Go() => Task.CompletedTask; }")]
    [InlineData("OLG013", "Go", "method of the interface", "public abstract class G : Grain { [Orleans.Concurrency.AlwaysInterleave] public Task Go() => Task.CompletedTask; }")]
    [InlineData("OLG013", "Go", "method of the interface", "public struct Plain { [Orleans.Concurrency.AlwaysInterleave] public Task Go() => Task.CompletedTask; }")]
    [InlineData("OLG014", "G", "[GrainType]", "[Alias(\"g\")] public class G : Grain;")]
    [InlineData("OLG014", "G", "[GrainType]", "[Alias(\"g\")] public abstract class G : Grain;")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public abstract class Wire { [Id(0)] public abstract int A { get; set; } }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public static int A { get; set; } }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int A => 1; }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public static int A; }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public const int A = 1; }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public abstract class Wire { [Id(0)] public abstract int A(); }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public enum Kind { [Id(0)] A }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int A { get => 1; private set { } } }")]
    [InlineData("OLG015", "A", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int A { get => 1; init { } } }")]
    [InlineData("OLG015", "this", "Remove [Id]", "[GenerateSerializer, Alias(\"w\")] public class Wire { [Id(0)] public int this[int i] { get => 1; set { } } }")]
    [InlineData("OLG016", "V", "one of its own", "[GenerateSerializer, Alias(\"w\")] public class U; [GenerateSerializer, Alias(\"w\")] public class V;")]
    [InlineData("OLG016", "B", "one of its own", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { [Alias(\"a\")] Task A(); [Alias(\"a\")] Task B(); }")]
    [InlineData("OLG016", "IH", "one of its own", "[Alias(\"g\"), Alias(\"old\")] public interface IG : IGrainWithStringKey; [Alias(\"h\"), Alias(\"old\")] public interface IH : IGrainWithStringKey;")]
    [InlineData("OLG016", "B", "one of its own", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { [Alias(\"a\"), Alias(\"b\")] Task A(); [Alias(\"b\")] Task B(); }")]
    [InlineData("OLG017", "Get", "Leave one", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Get(System.Threading.CancellationToken a, System.Threading.CancellationToken b); }")]
    [InlineData("OLG018", "Task.Delay(1).ConfigureAwait(false)", "ContinueOnCapturedContext", "public class G : Grain { public async Task Go() => await Task.Delay(1).ConfigureAwait(false); }")]
    [InlineData("OLG018", "Task.Delay(1).ConfigureAwait(ConfigureAwaitOptions.ForceYielding)", "ContinueOnCapturedContext", "public class G : Grain { public async Task Go() => await Task.Delay(1).ConfigureAwait(ConfigureAwaitOptions.ForceYielding); }")]
    [InlineData("OLG018", "Task.Delay(1).ConfigureAwait(false)", "ContinueOnCapturedContext", "public abstract class G : Grain { public async Task Go() => await Task.Delay(1).ConfigureAwait(false); }")]
    [InlineData("OLG018", "Task.Delay(1).ConfigureAwait(false)", "ContinueOnCapturedContext", "public class G : IGrainBase, IGrain { public IGrainContext GrainContext => null!; public async Task Go() => await Task.Delay(1).ConfigureAwait(false); }")]
    public void What_Orleans_would_refuse_is_an_error_with_place_and_remedy(string rule, string place, string remedy, string source)
    {
        var (diagnostics, _) = Generate(Start + source);

        var error = Assert.Single(diagnostics);
        Assert.Equal((rule, DiagnosticSeverity.Error), (error.Id, error.Severity));
        Assert.Equal(place, (Start + source).Substring(error.Location.SourceSpan.Start, error.Location.SourceSpan.Length));
        Assert.Equal("Source.cs", error.Location.GetLineSpan().Path);
        Assert.Contains(remedy, error.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("framework types", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task<Dictionary<string, (int, Guid?)[]>> A(DateTimeOffset a, Uri b, IReadOnlyList<decimal> c, DayOfWeek d, System.Threading.CancellationToken e); }")]
    [InlineData("grain references", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { ValueTask<IG> Next(GrainId id); ValueTask Go(); }")]
    [InlineData("annotated types", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task A(Wire w, Kind k); } public enum Kind { One } [GenerateSerializer, Alias(\"w\")] public sealed record Wire { [Id(0)] public required string A { get; init; } public int Length => A.Length; [NonSerialized] private int _cache; public int Cache() => _cache++; }")]
    [InlineData("positional with numbers", "[GenerateSerializer, Alias(\"w\")] public record Wire([property: Id(0)] int B);")]
    [InlineData("a surrogate", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task A(Bare b, List<Bare> c); } public struct Bare; [GenerateSerializer, Alias(\"s\")] public struct Stand { } [RegisterConverter] public sealed class C : IConverter<Bare, Stand> { public Bare ConvertFromSurrogate(in Stand s) => default; public Stand ConvertToSurrogate(in Bare b) => default; }")]
    [InlineData("a turn that is kept", "public class G : Grain { public async Task Go() => await Task.Delay(1).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); }")]
    [InlineData("a method that is named like its type", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { [Alias(\"g\")] Task A(); }")]
    [InlineData("methods of a plain interface", "public interface IPlain { Task<int> Count(); } [Alias(\"g\")] public interface IG : IGrainWithStringKey, IPlain;")]
    [InlineData("a default method given below", "[Alias(\"h\")] public interface IH : IGrainWithStringKey { Task H(); } [Alias(\"g\")] public interface IG : IH { Task IH.H() => Task.CompletedTask; }")]
    [InlineData("parameters named like what is generated", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task Go(int target, Func<int, int> Send, string Name, bool Interleaves, object grain, System.Threading.CancellationToken Post); }")]
    [InlineData("a number that can be set", "[GenerateSerializer, Alias(\"w\")] public class Wire { [NonSerialized] private int _b; [Id(1)] public int A { get => _b; set => _b = value; } }")]
    [InlineData("an event", "[GenerateSerializer, Alias(\"w\")] public class Wire { public event Action? Changed; public void Change() => Changed?.Invoke(); }")]
    [InlineData("an await that says it stays", "public class G : Grain { public async Task Go() => await Task.Delay(1).ConfigureAwait(continueOnCapturedContext: true); }")]
    [InlineData("a default method and a static one", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task A(); static int B() => 1; }")]
    [InlineData("a class with state", "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task @class(int @event); } public class G([PersistentState(\"s\", \"db\")] IPersistentState<string> s, IServiceProvider p) : Grain, IG { public Task @class(int @event) => s.WriteStateAsync(); public object P => p; }")]
    [InlineData("inherited interfaces", "[Alias(\"h\")] public interface IH : IGrainWithStringKey { Task H(); } [Alias(\"g\")] public interface IG : IH { Task G(); } public class G : Grain, IG { public Task H() => Task.CompletedTask; Task IG.G() => Task.CompletedTask; }")]
    public void What_Orleans_accepts_generates_code_that_compiles(string what, string source)
    {
        var (diagnostics, compilation) = Generate(Start + source);

        Assert.Empty(diagnostics);
        Assert.True(what.Length > 0);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Grains_of_a_referenced_assembly_are_registered_again()
    {
        var (_, grains) = Generate(Start + "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task A(); }", "My.Grains");
        using var image = new MemoryStream();
        Assert.True(grains.Emit(image).Success);
        var reference = MetadataReference.CreateFromImage(image.ToArray());

        var (_, program) = Generate("public class Program;", "Program", reference);

        Assert.Contains(
            "[assembly: GrainAssembly(typeof(global::Orleans.Local.Generated.My_Grains.Registration))]",
            program.SyntaxTrees.Last().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_elsewhere_does_not_run_the_output_again()
    {
        var compilation = Compile(Start + "[Alias(\"g\")] public interface IG : IGrainWithStringKey { Task A(); }", "Test");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new GrainGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);

        var edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("public class Unrelated;"));
        var result = driver.RunGenerators(edited).GetRunResult().Results.Single();

        var reasons = result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(o => o.Reason);
        Assert.All(reasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static (IReadOnlyList<Diagnostic> Diagnostics, Compilation Compilation) Generate(
        string source, string assembly = "Test", params MetadataReference[] more)
    {
        var driver = CSharpGeneratorDriver.Create(new GrainGenerator());
        driver.RunGeneratorsAndUpdateCompilation(Compile(source, assembly, more), out var compilation, out var diagnostics);
        return (diagnostics, compilation);
    }

    private static CSharpCompilation Compile(string source, string assembly, params MetadataReference[] more)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            assembly,
            [CSharpSyntaxTree.ParseText(source, path: "Source.cs")],
            [.. platform, .. more],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
