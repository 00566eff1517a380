using System.Security.Cryptography;
using Kwala.Bench.Chain;
using Kwala.Bench.Scenarios;
using Kwala.Core.Delivery;

namespace Kwala.Bench.House;

/// <summary>
/// Silos on a database of their own that follow a test node from its head on, by one workflow, and tell a receiver.
/// </summary>
internal sealed class TellingCluster : IAsyncDisposable
{
    private TellingCluster(Node node, Lending lending, Receiver receiver, Database database, Processes processes) =>
        (Node, Lending, Receiver, Database, Processes) = (node, lending, receiver, database, processes);

    public Node Node { get; }

    public Lending Lending { get; }

    public Receiver Receiver { get; }

    public Database Database { get; }

    public Processes Processes { get; }

    /// <summary>Starts it, by the arguments rpc, postgres, silos (3) and folder.</summary>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="patience">After how long what the receiver refuses may come again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="UsageException">Something is missing, or this is no bench for clusters.</exception>
    public static async Task<TellingCluster> Start(
        Arguments arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        var rpc = arguments.Url("rpc");
        var server = arguments.Needed("postgres");
        var silos = arguments.AtLeastOne("silos", 3);
        if (!RuntimeScenarios.HasSilos)
            throw new UsageException("This scenario needs a bench that is built with -p:OrleansRuntime=Cluster.");

        var node = new Node(rpc);
        var lending = await Lending.Deploy(node, cancellationToken);
        var receiver = await Receiver.Start(patience);
        var database = await Database.Migrated(server, cancellationToken);
        var settings = await ClusterIngest.Chain(node, rpc, await node.Head(cancellationToken) + 1, cancellationToken);
        settings["Kwala:Postgres:ConnectionString"] = database.ConnectionString;
        settings["Kwala:Channels:Webhook:Url"] = receiver.Url;
        settings["Kwala:Channels:Webhook:Secrets:0"] =
            "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var processes = await Processes.Start(
            Deployment.FolderOf(arguments), BenchWorkflow.To(ChannelName.Webhook), settings, silos);
        return new TellingCluster(node, lending, receiver, database, processes);
    }

    public async ValueTask DisposeAsync()
    {
        await Processes.DisposeAsync();
        await Database.DisposeAsync();
        await Receiver.DisposeAsync();
        Node.Dispose();
    }
}
