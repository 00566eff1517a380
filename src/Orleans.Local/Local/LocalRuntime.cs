using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>All grains of one process, and the door to them.</summary>
internal sealed class LocalRuntime : IClusterClient, IDisposable
{
    private readonly FrozenDictionary<Type, Route> _routes;
    private readonly Dictionary<GrainType, GrainClass> _classes;
    private volatile bool _stopping;

    public LocalRuntime(IServiceProvider services, GrainCatalog catalog, IServiceCollection registrations)
    {
        ServiceProvider = services;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Scheduler = services.GetService<TurnScheduler>() ?? new PoolTurnScheduler();
        Logger = services.GetService<ILoggerFactory>()?.CreateLogger("Orleans.Local")
            ?? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        ResponseTimeout = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ResponseTimeout;
        Watch = new Watch(Time, ResponseTimeout, beat => Collector!.Collect(beat));
        Collector = new Collector(services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value, Watch.Beats);
        Reminders = new LocalReminders(
            this, services.GetService<IReminderTable>(),
            services.GetRequiredService<IOptions<ReminderOptions>>().Value);
        _classes = Classes(catalog, registrations).ToDictionary(grainClass => grainClass.GrainType);
        var implementations = catalog.Classes
            .SelectMany(c => c.Interfaces.Select(i => (Interface: i, Class: _classes[GrainType.Create(c.GrainType)])))
            .ToLookup(pair => pair.Interface, pair => pair.Class);
        _routes = catalog.Proxies.ToFrozenDictionary(
            proxy => proxy.Key, proxy => new Route(proxy.Key, proxy.Value, [.. implementations[proxy.Key]]));
    }

    public IServiceProvider ServiceProvider { get; }

    public TimeProvider Time { get; }

    public TurnScheduler Scheduler { get; }

    public ILogger Logger { get; }

    public TimeSpan ResponseTimeout { get; }

    public Watch Watch { get; }

    public Collector Collector { get; }

    public LocalReminders Reminders { get; }

    public bool IsStopping => _stopping;

    public static SiloUnavailableException Stopped() =>
        new("The host is stopping: grains are no longer activated.");

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var route = RouteTo(typeof(TGrainInterface));
        return (TGrainInterface)route.Proxy(new GrainTarget(route.Choose(grainClassNamePrefix), primaryKey));
    }

    public object Refer(Type grainInterface, GrainClass grainClass, string key) =>
        RouteTo(grainInterface).Proxy(new GrainTarget(grainClass, key));

    /// <summary>The class of a stored identity; null if this program has none of that name.</summary>
    public GrainClass? ClassOf(GrainType type) => _classes.GetValueOrDefault(type);

    /// <summary>Deactivates all grains; those that are not done when the token is cancelled are left behind.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        Reminders.Stop();
        var endings = new List<Task>();
        var classes = _classes.Values.OrderBy(c => c.GrainType.ToString(), StringComparer.Ordinal);
        foreach (var activation in classes.SelectMany(c => c.Activations))
        {
            activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host is stopping."), cancellationToken);
            endings.Add(activation.Deactivated);
        }

        try
        {
            await Task.WhenAll(endings).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Log.LeftBehind(Logger, endings.Count(ending => !ending.IsCompleted));
        }

        Watch.Dispose();
    }

    public void Dispose()
    {
        _stopping = true;
        Reminders.Stop();
        Watch.Dispose();
    }

    private IEnumerable<GrainClass> Classes(GrainCatalog catalog, IServiceCollection registrations)
    {
        var notShared = registrations
            .Where(service => service.Lifetime != ServiceLifetime.Singleton)
            .Select(service => service.ServiceType)
            .ToHashSet();
        bool IsNotShared(Type type) =>
            notShared.Contains(type) || (type.IsGenericType && notShared.Contains(type.GetGenericTypeDefinition()));
        var names = new HashSet<string>();
        foreach (var description in catalog.Classes)
        {
            if (!names.Add(description.GrainType))
                throw new OrleansException(
                    $"Two grain classes are named '{description.GrainType}', one of them {description.Type.FullName}. "
                    + "Give one another name with [GrainType(\"...\")].");
            yield return new GrainClass(this, description, needsScope: description.Services.Any(IsNotShared));
        }
    }

    private Route RouteTo(Type grainInterface) =>
        _routes.TryGetValue(grainInterface, out var route) ? route : throw new ArgumentException(
            $"{grainInterface.FullName} is not a grain interface of an assembly with <UsesOrleans>true</UsesOrleans>.");

    private sealed record Route(Type Interface, Func<GrainTarget, object> Proxy, GrainClass[] Classes)
    {
        public GrainClass Choose(string? prefix)
        {
            if (prefix is null && Classes.Length == 1)
                return Classes[0];
            return ChooseOf(prefix);
        }

        // Apart, for its closure: the usual case is asked for every reference that is made.
        private GrainClass ChooseOf(string? prefix)
        {
            var candidates = prefix is null
                ? Classes
                : [.. Classes.Where(c => c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))];
            return candidates.Length switch
            {
                1 => candidates[0],
                0 => throw new ArgumentException(
                    $"Could not find an implementation for interface {Interface.FullName}"),
                _ => throw new ArgumentException(
                    $"Several classes implement {Interface.FullName}: "
                    + $"{string.Join(", ", candidates.Select(c => c.Type.FullName))}. "
                    + "Say which by a class name prefix."),
            };
        }
    }
}
