using System.Net;
using System.Text.Json;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests;

/// <summary>What docs/api.md promises to operators, over real HTTP, real grains and a real node.</summary>
public sealed class OperatorApiTests(LendingWorld world) : IClassFixture<LendingWorld>
{
    private const string Yaml = "application/yaml";

    [SkippableFact]
    public async Task A_workflow_that_is_put_decides_from_then_on_until_it_is_deleted()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var (during, after) = (People.Wallet(1), People.Wallet(2));
        const string Path = "/v1/workflows/early-warning";
        var text = Deployment.HealthFactorWorkflow()
            .Replace("workflow: liquidation-risk", "workflow: early-warning", StringComparison.Ordinal)
            .Replace("standard: 1.30", "standard: 1.80", StringComparison.Ordinal)
            .Replace("conservative: 1.50", "conservative: 1.90", StringComparison.Ordinal);

        var put = await world.Operator.Put(Path, text, type: Yaml);
        var read = await world.Operator.Get(Path);
        await world.Kwala.HasRead(await world.Market.Report((during, 1.7m)));
        var deleted = await world.Operator.Delete(Path);
        await world.Kwala.HasRead(await world.Market.Report((after, 1.7m)));
        var again = await world.Operator.Delete(Path);

        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.Equal(text, read["yaml"].GetString());
        Assert.Equal(put["hash"].GetString(), read["hash"].GetString());
        Assert.Equal(JsonValueKind.Null, read["file"].ValueKind);
        var decision = Assert.Single((await world.Operator.Get($"/v1/wallets/{during}/decisions")).Items);
        Assert.Equal("early-warning", decision.GetProperty("content").GetProperty("workflow").GetString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Empty(await world.Kwala.Outcomes(after));
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (again.Status, again.Problem));
    }

    [SkippableFact]
    public async Task A_workflow_that_a_file_owns_is_neither_put_nor_deleted()
    {
        Skip.If(world.Missing is not null, world.Missing);
        const string Path = "/v1/workflows/liquidation-risk";

        var put = await world.Operator.Put(Path, Deployment.HealthFactorWorkflow(lane: "bulk"), type: Yaml);
        var deleted = await world.Operator.Delete(Path);

        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (put.Status, put.Problem));
        Assert.Contains("workflow.yaml", put["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, "conflict"), (deleted.Status, deleted.Problem));
        Assert.Equal(Deployment.HealthFactorWorkflow(), (await world.Operator.Get(Path))["yaml"].GetString());
    }

    [SkippableFact]
    public async Task A_check_tells_all_mistakes_with_their_lines_and_a_put_refuses_them()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var text = Deployment.HealthFactorWorkflow()
            .Replace("alert: below", "alert: beneath", StringComparison.Ordinal)
            .Replace("chain: local", "chain: locl", StringComparison.Ordinal);

        var check = await world.Backend.Post("/v1/workflows/check", text, Yaml);
        var put = await world.Operator.Put("/v1/workflows/liquidation-risk", text, type: Yaml);
        var good = await world.Backend.Post("/v1/workflows/check", Deployment.HealthFactorWorkflow(), Yaml);

        Assert.False(check["valid"].GetBoolean());
        Assert.Equal([4, 10], check["mistakes"].EnumerateArray().Select(it => it.GetProperty("line").GetInt32()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid-workflow"), (put.Status, put.Problem));
        Assert.Equal(2, put.Errors.Length);
        Assert.True(good["valid"].GetBoolean());
    }

    [SkippableFact]
    public async Task A_message_that_is_refused_becomes_a_dead_letter_that_a_retry_delivers()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var wallet = People.Wallet(3);
        world.Gate.Reject();
        await world.Kwala.HasRead(await world.Market.Report((wallet, 1.2m)));
        Reply letters = null!;
        await Eventually.Holds(async () => (letters = await world.Operator.Get("/v1/dead-letters")).Items.Length > 0);
        var waiting = (await world.Operator.Get("/v1/status"))["deadLetters"].GetInt32();
        world.Gate.Open();
        var letter = Assert.Single(letters.Items);
        var retry = $"/v1/dead-letters/{wallet}/{letter.GetProperty("key").GetString()}/retry";

        var byBackend = await world.Backend.Post(retry);
        var passedBefore = world.Gate.Passed.Count;
        var accepted = await world.Operator.Post(retry);
        await world.Gate.Has(passedBefore + 1);
        var twice = await world.Operator.Post(retry);

        Assert.Equal(wallet.ToString(), letter.GetProperty("wallet").GetString());
        Assert.Equal("rejected", letter.GetProperty("outcome").GetString());
        Assert.Equal(1, waiting);
        Assert.Equal(HttpStatusCode.Forbidden, byBackend.Status);
        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal(wallet.ToString(), world.Gate.Passed[^1].Wallet);
        Assert.Equal(HttpStatusCode.NotFound, twice.Status);
        Assert.Empty((await world.Operator.Get("/v1/dead-letters")).Items);
    }

    [SkippableFact]
    public async Task Status_tells_that_every_block_was_read()
    {
        Skip.If(world.Missing is not null, world.Missing);
        var block = await world.Market.Report((People.Wallet(4), 2m));
        await world.Kwala.HasRead(block);

        var status = await world.Backend.Get("/v1/status");

        var chain = Assert.Single(status["chains"].EnumerateArray());
        Assert.Equal("eip155:31337", chain.GetProperty("chain").GetString());
        var depth = Assert.Single(chain.GetProperty("depths").EnumerateArray());
        Assert.Equal(block + 1, depth.GetProperty("nextBlock").GetInt64());
        Assert.Equal(0, depth.GetProperty("lagBlocks").GetInt64());
        Assert.Equal(1m, depth.GetProperty("coverage").GetDecimal());
        Assert.Equal(block + 1, depth.GetProperty("blocksSeen").GetInt64());
        Assert.Equal(JsonValueKind.Null, depth.GetProperty("halted").ValueKind);
    }

    [SkippableTheory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/v1/status", 401)]
    [InlineData("/v1/dead-letters", 401)]
    [InlineData("/openapi/v1.json", 404)]
    public async Task Without_a_key_only_health_answers(string path, int status)
    {
        Skip.If(world.Missing is not null, world.Missing);
        await world.Kwala.HasRead(0); // Until a chain was read, the process is alive and not ready.

        Assert.Equal(status, (int)(await world.Anyone.Get(path)).Status);
    }
}
