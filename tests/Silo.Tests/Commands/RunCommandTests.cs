using System.Net;
using System.Net.Sockets;
using Kwala.Silo.Commands;
using Kwala.Silo.Hosting;
using Kwala.Silo.Tests.Fixture;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala run</c> from its first second to its last.</summary>
public sealed class RunCommandTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_well(string signal)
    {
        await using var scene = await Scene.Set();
        await using var kwala = scene.Run();
        await kwala.Listens();

        await kwala.Signal(signal);
        var ended = await kwala.End();

        Assert.Equal(0, ended.Status);
        Assert.Empty(ended.Output);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_ready_once_the_chain_was_seen()
    {
        await using var scene = await Scene.Set();
        var node = scene.Settings["Kwala:Chains:0:Rpc:0"];
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        scene.Settings["Kwala:Chains:0:Rpc:0"] = $"http://{silent.LocalEndpoint}";
        await using (var kwala = scene.Run())
        {
            using var api = new HttpClient { BaseAddress = await kwala.Listens() };
            await kwala.Says("Application started"); // Until then it is not ready for that reason alone.
            var ready = await api.GetAsync("health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("chains", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            // Whoever restarts it for a node that is away makes nothing better.
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("health/started")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("health/live")).StatusCode);
        }

        scene.Settings["Kwala:Chains:0:Rpc:0"] = node;
        await using var seeing = scene.Run();
        using var _ = await Scene.Ready(seeing);
    }

    [Fact]
    public async Task A_failure_in_the_background_ends_it_with_a_status_that_says_so()
    {
        await using var scene = await Scene.Set();
        await using var app = KwalaHost.Build(
            KwalaHost.Builder(null, scene.Settings), services => services.AddHostedService<FailingPart>());

        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => RunCommand.Run(app, default));

        Assert.Equal("FailingPart failed, and nothing goes on without it. No more.", told.Message);
        Assert.Equal(1, await StartFailure.Report(() => Task.FromException(told), default));
    }

    [Fact]
    public async Task SIGTERM_waits_for_the_message_that_is_under_way_and_keeps_its_outcome()
    {
        await using var scene = await Scene.Set(WebhookMode.Holding);
        await using (var kwala = scene.Run())
        {
            using var _ = await Scene.Ready(kwala);
            scene.Report(1.2m);
            await scene.Webhook.Asked();
            await kwala.Signal("TERM");
            await kwala.Says("Application is shutting down");
            scene.Webhook.Accept();
            Assert.Equal(0, (await kwala.End()).Status);
        }

        var stored = await KwalaCommand.Run("export", "--config", scene.ConfigurationFile());
        Assert.Contains(stored.Output, row => row.Contains("\"delivered\"", StringComparison.Ordinal));
    }
}
