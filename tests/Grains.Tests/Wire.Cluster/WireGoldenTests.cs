using System.Reflection;
using Kwala.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace Kwala.Grains.Tests.Wire.Cluster;

/// <summary>
/// What silos write to each other, byte for byte as Orleans's serializer does it, is what they wrote before; and what
/// they wrote in any version is still understood.
/// </summary>
public sealed class WireGoldenTests : IDisposable
{
    private static readonly Dictionary<string, Type> Requests = new[] { typeof(IWalletGrain), typeof(GrainsRegistration) }
        .SelectMany(known => known.Assembly.GetTypes())
        .Where(type => typeof(IInvokable).IsAssignableFrom(type) && !type.IsAbstract)
        .ToDictionary(type => NameOf((IInvokable)Activator.CreateInstance(type)!));

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer(serializer => serializer
        .AddAssembly(typeof(Grain).Assembly)
        .AddAssembly(typeof(IWalletGrain).Assembly)
        .AddAssembly(typeof(GrainsRegistration).Assembly)).BuildServiceProvider();

    public static TheoryData<string> Shapes => WireContractTests.Shapes;

    public static TheoryData<string> Calls => WireContractTests.Calls;

    private Serializer Orleans => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shape_is_written_as_its_newest_file_says_and_every_older_one_is_read(string name) =>
        Crosses(name, WireSamples.Of(WireTypes.All[name]));

    // With the names that the request and its answer have on the wire, of which those of methods are a part.
    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_is_written_as_its_newest_file_says_and_every_older_one_is_read(string name)
    {
        var request = (IInvokable)Activator.CreateInstance(Requests[name])!;
        foreach (var (at, parameter) in WireTypes.Methods[name].GetParameters().Index())
            request.SetArgument(at, WireSamples.Of(parameter.ParameterType));

        Crosses(name, request, AnswerTo(WireTypes.Methods[name]));
    }

    private void Crosses(string name, params object[] values)
    {
        var today = string.Join('\n', values.Select(Write));

        var golden = WireGolden.Newest(name, today);

        Assert.True(golden == today, WireGolden.Advice(name));
        var sample = values.SelectMany(Lines).ToArray();
        Assert.NotEmpty(sample);
        Assert.Equal(sample, Read(golden));
        // What an older silo did not know is missing from what it wrote; the rest means what it always did.
        Assert.All(WireGolden.Files(name), file => Assert.Empty(Read(WireGolden.Read(file)).Except(sample)));
    }

    private string Write(object value) => Convert.ToHexStringLower(Orleans.SerializeToArray(value));

    private string[] Read(string golden) =>
        [.. golden.Split('\n').SelectMany(line => Lines(Orleans.Deserialize<object>(Convert.FromHexString(line))!))];

    private static IEnumerable<string> Lines(object value) => value switch
    {
        IInvokable request => Enumerable.Range(0, request.GetArgumentCount())
            .SelectMany(at => WireLines.Of(request.GetArgument(at)))
            .Prepend(NameOf(request)),
        Response answer => WireLines.Of(answer.Result).Prepend("answer"),
        _ => WireLines.Of(value),
    };

    private static Response AnswerTo(MethodInfo method) => WireTypes.Answer(method) is { } type
        ? (Response)typeof(Response).GetMethod(nameof(Response.FromResult))!
            .MakeGenericMethod(type).Invoke(null, [WireSamples.Of(type)])!
        : Response.Completed;

    private static string NameOf(IInvokable request) =>
        $"{WireTypes.AliasOf(request.GetInterfaceType())}.{WireTypes.AliasOf(request.GetMethod())}";
}
