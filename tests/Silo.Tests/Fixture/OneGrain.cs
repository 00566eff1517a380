using System.Reflection;
using Orleans;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>
/// A factory that gives one grain, whichever is asked for. Made at run time: its interface has more members on Orleans
/// than on Orleans.Local.
/// </summary>
internal class OneGrain : DispatchProxy
{
    private object? _grain;

    public static IGrainFactory Of(object grain)
    {
        var factory = Create<IGrainFactory, OneGrain>();
        ((OneGrain)(object)factory)._grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _grain;
}
