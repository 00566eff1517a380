using System.Reflection;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Workflows;
using Kwala.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace Kwala.Grains.Tests.Workflows;

/// <summary>What a silo knows of live workflows while the registry is slow or away.</summary>
public sealed class WorkflowCatalogTests
{
    private readonly FakeTime _time = new();
    private int _asked;

    [Fact]
    public async Task Registry_that_gives_no_answer_is_waited_for_a_second_and_no_longer()
    {
        using var catalog = Catalog(later: () => new TaskCompletionSource<LiveWorkflows?>().Task);
        var known = await catalog.AtLeast(0);
        _time.Advance(TimeSpan.FromSeconds(3));

        var asked = catalog.AtLeast(0).AsTask();
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(known, await asked.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Registry_that_fails_is_asked_again_five_seconds_later_and_not_before()
    {
        using var catalog = Catalog(later: () => Task.FromException<LiveWorkflows?>(new TimeoutException()));
        await catalog.AtLeast(0);
        _time.Advance(TimeSpan.FromSeconds(3));

        foreach (var (seconds, asked) in new[] { (0, 2), (4, 2), (1, 3) })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            await catalog.AtLeast(0);
            Assert.Equal(asked, _asked);
        }
    }

    private WorkflowCatalog Catalog(Func<Task<LiveWorkflows?>> later)
    {
        var live = new LiveWorkflows { Revision = 1, Versions = [], Candidates = [] };
        var registry = Made.Of<IWorkflowRegistryGrain>(
            () => ++_asked == 1 ? Task.FromResult<LiveWorkflows?>(live) : later());
        return new(
            Made.Of<IGrainFactory>(() => registry), _ => throw new InvalidOperationException(), _time,
            NullLogger<WorkflowCatalog>.Instance);
    }

    // Made at run time: a factory has more members on Orleans than on Orleans.Local.
    private class Made : DispatchProxy
    {
        private Func<object> _answer = () => throw new InvalidOperationException();

        public static T Of<T>(Func<object> answer)
            where T : class
        {
            var made = Create<T, Made>();
            ((Made)(object)made)._answer = answer;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer();
    }
}
