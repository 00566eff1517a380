using System.Text.Json.Nodes;
using Kwala.TestKit.Services;
using Npgsql;

namespace Kwala.Bench;

public sealed class BenchCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-bench-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "usage: bench SCENARIO")]
    [InlineData("nothing", "usage: bench SCENARIO")]
    [InlineData("latency", "This scenario needs --rpc.")]
    [InlineData("fill", "This scenario needs --rpc.")]
    [InlineData("fill --rpc", "--rpc needs a value.")]
    [InlineData("fill --rpc localhost", "--rpc takes an address such as http://127.0.0.1:8545.")]
    [InlineData("ingest --rpc http://127.0.0.1:9 --workflow nowhere.yaml", "--workflow: there is no file nowhere.yaml.")]
    [InlineData("decide --rounds many", "--rounds takes a whole number, not many.")]
    [InlineData("decide --rounds -1", "--rounds takes a whole number, not -1.")]
    [InlineData("decide --round 1", "--round is no option here; there are --rounds.")]
    [InlineData("simulate --seeds many", "--seeds takes a whole number, not many.")]
    [InlineData("simulate --minutes -1", "--minutes takes a whole number, not -1.")]
    [InlineData("simulate --from", "--from needs a value.")]
    [InlineData("simulate --without Rain", "--without: Rain is no kind of fault; there are Reorgs, ")]
    [InlineData("simulate 300", "300 is no option here; there are --seeds, --minutes, --from, --without.")]
    [InlineData("storage", "This scenario needs --postgres.")]
    [InlineData("storage --postgres nonsense", "--postgres: ")]
    [InlineData("storage --postgres Host=127.0.0.1;Port=9", "--postgres: ")]
    [InlineData("storage --postgres Host=127.0.0.1 --callers 0", "--callers takes a whole number of 1 or more.")]
    [InlineData("storage --postgres Host=127.0.0.1 --rounds some", "--rounds takes a whole number, not some.")]
    [InlineData("cluster", "This scenario needs --rpc.")]
    [InlineData("cluster --rpc http://127.0.0.1:9 --silos two", "--silos takes a whole number, not two.")]
    [InlineData("hot --blocks 0", "--blocks takes a whole number of 1 or more.")]
    [InlineData("wake", "This scenario needs --rpc.")]
    [InlineData("rollback", "This scenario needs --rpc.")]
    [InlineData("wake --rpc http://127.0.0.1:9", "This scenario needs --postgres.")]
    [InlineData("decide 1", "1 is no option here; there are --rounds.")]
    public async Task What_cannot_be_run_is_told_with_status_2(string typed, string message)
    {
        var (status, output, errors) = await Run(typed);

        Assert.Equal(2, status);
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_workflow_with_mistakes_is_told_before_a_node_is_asked()
    {
        var file = Path.Combine(_folder.FullName, "broken.yaml");
        await File.WriteAllTextAsync(file, "workflow: broken\ntrigger: { chain: bench }\n");

        var (status, _, errors) = await Run($"ingest --rpc http://127.0.0.1:9 --workflow {file}");

        Assert.Equal(2, status);
        Assert.StartsWith("bench.yaml:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_told_with_status_1()
    {
        // Port 9 is discard: nothing listens there.
        var (status, _, errors) = await Run("fill --rpc http://127.0.0.1:9");

        Assert.Equal(1, status);
        Assert.StartsWith("The node does not answer:", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decide --rounds 20", "decisions", 20)]
    [InlineData("ingest --events 400 --wallets 50 --crossing 50 --per-block 10 --folder {0}", "events", 400)]
    [InlineData("ingest --events 400 --wallets 50 --crossing 50 --per-block 10 --live 1 --folder {0}", "events", 400)]
    [InlineData("calls --wallets 20 --callers 4 --calls 100 --activations 30 --folder {0}", "activations", 30)]
    [InlineData("backtest --events 400 --wallets 30 --crossing 50 --folder {0}", "events", 400)]
    [InlineData("memory --wallets 30 --folder {0}", "wallets", 30)]
    [InlineData("hot --blocks 4 --every 10 --events 50 --crossing 10 --rounds 1 --folder {0}", "blocks", 4)]
    [InlineData("simulate --seeds 3 --without Reorgs,TwoProcesses,Crashes", "seeds", 3)]
    public async Task Every_scenario_without_a_node_prints_its_figures_and_leaves_nothing_behind(
        string typed, string figure, int expected)
    {
        var (status, output, errors) = await Run(string.Format(null, typed, _folder.FullName));

        Assert.Equal("", errors);
        Assert.Equal(0, status);
        var line = JsonNode.Parse(output)!.AsObject();
        Assert.Equal(expected, (int)line[figure]!);
        Assert.All(line.Where(it => it.Key.EndsWith("PerSecond", StringComparison.Ordinal)), it =>
            Assert.True((double)it.Value! > 0));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [SkippableFact]
    public async Task Storage_writes_states_to_a_database_of_its_own_and_drops_it()
    {
        Skip.IfNot(PostgresServer.MissingReason is null, PostgresServer.MissingReason);
        var server = (await PostgresServer.Shared).ConnectionString;

        var (status, output, errors) = await Run($"storage --postgres {server} --callers 8 --seconds 1 --rounds 1");

        Assert.Equal("", errors);
        Assert.Equal(0, status);
        var line = JsonNode.Parse(output)!.AsObject();
        Assert.True((double)line["kwala"]!["rowsPerSecond"]! > 0);
        Assert.InRange((double)line["kwala"]!["transactionsPer1000Rows"]!, 1000.0 / 8, 1100);
        Assert.Equal("off", (string?)line["fsync"]);
        await using var source = NpgsqlDataSource.Create(server);
        await using var left = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname LIKE 'kwala%'");
        Assert.Equal(0L, await left.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Every_line_names_its_scenario_the_machine_and_the_commit()
    {
        var (_, output, _) = await Run("decide --rounds 20");

        var line = JsonNode.Parse(output)!.AsObject();
        Assert.Equal("decide", (string?)line["scenario"]);
        Assert.Equal(Environment.ProcessorCount, (int?)line["processors"]);
        Assert.True((double?)line["memoryGiB"] > 0);
        Assert.StartsWith(".NET ", (string?)line["runtime"], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty((string?)line["commit"]));
    }

    [Fact]
    public async Task Ingest_prints_a_line_for_few_crossings_and_one_for_all_with_the_rows_and_bytes_of_1000_events()
    {
        var (_, output, _) = await Run($"ingest --events 400 --wallets 50 --per-block 10 --folder {_folder.FullName}");

        var lines = output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        Assert.Equal([2, 100], lines.Select(line => (int)line["crossingPercent"]!));
        Assert.All(lines, line => Assert.True((double)line["eventsPerSecond"]! > 0));
        Assert.All(lines, line => Assert.True((double)line["bytesPer1000Events"]! > 0));
        // Where every event crosses, every event is a row of its wallet at least.
        Assert.True((double)lines[1]["rowsPer1000Events"]! > 1000);
    }

    private static async Task<(int Status, string Output, string Errors)> Run(string typed)
    {
        using StringWriter output = new(), errors = new();
        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var status = await BenchCommand.Run(words, output, errors, CancellationToken.None);
        return (status, output.ToString(), errors.ToString());
    }
}
