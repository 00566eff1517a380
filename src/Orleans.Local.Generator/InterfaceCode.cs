using System.Text;
using Microsoft.CodeAnalysis;

namespace Orleans.Local.Generator;

/// <summary>Checks a grain interface and writes its proxy, with one request class per method.</summary>
internal sealed class InterfaceCode(INamedTypeSymbol type, WireTypes wire, List<Finding> findings)
{
    /// <summary>
    /// Appends the proxy and gives the line that registers it; null where the interface was refused.
    /// </summary>
    public string? Write(StringBuilder code, int number)
    {
        var before = findings.Count;
        Check();
        if (findings.Count > before)
            return null;

        var methods = type.AllInterfaces.Prepend(type).SelectMany(i => i.GetMembers()).OfType<IMethodSymbol>()
            .Where(m => m is { IsStatic: false, MethodKind: MethodKind.Ordinary }).ToList();
        var proxy = $"Proxy{number}_{type.Name}";
        code.AppendLine($"internal sealed class {proxy}(GrainTarget target) : GrainProxy(target), {type.Code()}\n{{");
        for (var i = 0; i < methods.Count; i++)
            WriteMethod(code, methods[i], $"Request{i}_{methods[i].Name}");
        code.AppendLine("}\n");
        return $"catalog.Add(typeof({type.CodeOfType()}), static target => new {proxy}(target));";
    }

    private void Check()
    {
        if (!type.Has("Orleans.AliasAttribute"))
            findings.Add(Finding.At(type, Rules.InterfaceAlias, type.Plain()));
        if (type.IsGenericType)
            findings.Add(Finding.At(type, Rules.Generic, type.Plain()));
        if (!type.IsVisibleInAssembly())
            findings.Add(Finding.At(type, Rules.Hidden, type.Plain()));
        // What grain interfaces declare is checked where they stand; what others bring in is checked here.
        var interfaces = type.AllInterfaces.Where(i => !i.IsGrainInterface()).Prepend(type);
        foreach (var member in interfaces.SelectMany(i => i.GetMembers()).Where(m => !m.IsStatic))
        {
            if (member is IPropertySymbol or IEventSymbol)
                findings.Add(Finding.At(member, Rules.NotAMethod, member.Plain()));
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                CheckMethod(method);
        }
    }

    private void CheckMethod(IMethodSymbol method)
    {
        if (method.IsGenericMethod)
            findings.Add(Finding.At(method, Rules.Generic, method.Plain()));
        if (!IsTask(method.ReturnType))
            findings.Add(Finding.At(method, Rules.ReturnType, method.Plain(), method.ReturnType.Plain()));
        else if (Result(method) is { } result)
            wire.CheckUse(result, method);
        if (method.Parameters.Count(IsToken) > 1)
            findings.Add(Finding.At(method, Rules.ManyTokens, method.Plain()));
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
                findings.Add(Finding.At(parameter, Rules.ByReference, parameter.Name, method.Plain()));
            wire.CheckUse(parameter.Type, parameter);
        }
    }

    private static void WriteMethod(StringBuilder code, IMethodSymbol method, string request)
    {
        var result = Result(method);
        var isValueTask = method.ReturnType.Name == "ValueTask";
        // Numbered, so that no name meets one of the generated class.
        var parameters = string.Join(", ", method.Parameters.Select(p => $"{p.Type.Code()} p{p.Ordinal}"));
        var arguments = string.Join(", ", method.Parameters.Select(p => $"p{p.Ordinal}"));
        var token = method.Parameters.LastOrDefault(IsToken);
        var send = $"Send(new {request}({arguments}){(token is null ? "" : $", p{token.Ordinal}")})";
        var body = isValueTask ? $"new({send})" : send;
        var interleaves = method.Has("Orleans.Concurrency.AlwaysInterleaveAttribute") ? "true" : "false";
        var target = method.ContainingType.Code();
        var parent = result is null ? "VoidRequest" : $"Request<{result.Code()}>";
        code.AppendLine($$"""
                {{method.ReturnType.Code()}} {{target}}.@{{method.Name}}({{parameters}}) => {{body}};

                private sealed class {{request}}({{parameters}}) : {{parent}}
                {
                    public override string Name => "{{method.ContainingType.Name}}.{{method.Name}}";
                    public override bool Interleaves => {{interleaves}};

                    public override global::System.Threading.Tasks.Task Invoke(object grain) =>
                        (({{target}})grain).@{{method.Name}}({{arguments}}){{(isValueTask ? ".AsTask()" : "")}};
                }

            """);
    }

    private static bool IsToken(IParameterSymbol parameter) =>
        parameter.Type.MetadataName() == "System.Threading.CancellationToken";

    private static bool IsTask(ITypeSymbol type) => type.MetadataName() is
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1"
        or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1";

    private static ITypeSymbol? Result(IMethodSymbol method) =>
        (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
}
