using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kwala.Web.Tests.Resources;

/// <summary>What an orchestrator asks while a process starts.</summary>
public sealed class HealthTests
{
    private const string Started = "/health/started";

    [Fact]
    public async Task Started_fails_until_the_last_part_has_started()
    {
        AskingPart? part = null;
        await using var web = await WebHost.StartBeside(
            services => part = new AskingPart(services.GetRequiredService<IServer>()));

        var after = await web.Send("GET", Started, key: null);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"not-started","failing":["start"]}"""), part!.Heard);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal("""{"status":"started","failing":[]}""", await after.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Started_asks_no_grain_and_lasts_until_the_end()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Down = true;
        web.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(HttpStatusCode.OK, (await web.Send("GET", Started, key: null)).StatusCode);
    }

    // The port is open by then, and the start is not over.
    private sealed class AskingPart(IServer server) : IHostedLifecycleService
    {
        public (HttpStatusCode Status, string Body) Heard { get; private set; }

        public async Task StartedAsync(CancellationToken cancellationToken)
        {
            var door = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var http = new HttpClient();
            var answer = await http.GetAsync(door + Started, cancellationToken);
            Heard = (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
