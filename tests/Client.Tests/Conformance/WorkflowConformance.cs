using Kwala.Client.Tests.Fixture;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of workflows.</summary>
public abstract class WorkflowConformance(RunningDeployment deployment, IKwalaClient client)
{
    private static readonly WorkflowId Mine = new("health-of-the-tests");
    private static readonly WorkflowId Nothing = new("nothing");

    private string Yaml => File.ReadAllText(deployment.WorkflowFile);

    private string MyYaml => Yaml.Replace("workflow: liquidation-risk", $"workflow: {Mine}", StringComparison.Ordinal);

    [Fact]
    public async Task Live_workflows_are_listed_with_their_text_and_the_file_that_owns_them()
    {
        var listed = Assert.Single(Found(await client.Workflows.List(default)), it => it.Id == Risk);
        var read = Found(await client.Workflows.Read(Risk, default));

        Assert.Equal((Yaml, "liquidation-risk.yaml"), (listed.Yaml, Path.GetFileName(listed.File)));
        Assert.Equal(listed, read);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..")]
    [InlineData("No Name")]
    public async Task Workflow_that_is_not_live_is_not_found(string name)
    {
        var outcome = await client.Workflows.Read(new WorkflowId(name), default);

        Assert.Contains(name, Assert.IsType<ReadOutcome<StoredWorkflow>.NotFound>(outcome).Reason, StringComparison.Ordinal);
        Assert.IsType<WorkflowOutcome.NotFound>(await client.Workflows.Delete(new WorkflowId(name), default));
    }

    [Fact]
    public async Task Workflow_that_is_put_is_live_until_it_is_deleted()
    {
        var put = Assert.IsType<WorkflowOutcome.Done>(await client.Workflows.Put(Mine, MyYaml, default));
        var again = Assert.IsType<WorkflowOutcome.Done>(await client.Workflows.Put(Mine, MyYaml, default));
        var read = Found(await client.Workflows.Read(Mine, default));
        var deleted = await client.Workflows.Delete(Mine, default);

        Assert.Equal((put.Hash, put.Hash), (again.Hash, read.Hash));
        Assert.Equal((MyYaml, null), (read.Yaml, read.File));
        Assert.Null(Assert.IsType<WorkflowOutcome.Done>(deleted).Hash);
        Assert.IsType<WorkflowOutcome.NotFound>(await client.Workflows.Delete(Mine, default));
        Assert.DoesNotContain(Found(await client.Workflows.List(default)), it => it.Id == Mine);
    }

    [Fact]
    public async Task Workflow_with_mistakes_is_refused_with_all_of_them_at_their_places()
    {
        var wrong = MyYaml.Replace("lane: critical", "lane: crtical", StringComparison.Ordinal)
            .Replace("rearm: 5%", "rearm: five", StringComparison.Ordinal);
        int[] lines = [LineOf("lane: crtical"), LineOf("rearm: five")];

        var put = Assert.IsType<WorkflowOutcome.Refused>(await client.Workflows.Put(Mine, wrong, default)).Mistakes;
        var check = Found(await client.Workflows.Check(new WorkflowSource("mine.yaml", wrong), default));

        Assert.Equal(lines, put.Select(it => it.Line));
        Assert.Contains("critical", put[0].Message, StringComparison.Ordinal);
        Assert.All(put, it => Assert.Equal("request", it.Source));
        Assert.Equal(put.Select(it => it with { Source = "mine.yaml" }), check);
        Assert.IsType<ReadOutcome<StoredWorkflow>.NotFound>(await client.Workflows.Read(Mine, default));

        int LineOf(string text) => wrong[..wrong.IndexOf(text, StringComparison.Ordinal)].Count(it => it == '\n') + 1;
    }

    [Fact]
    public async Task Check_of_a_good_text_finds_nothing_and_puts_nothing()
    {
        Assert.Empty(Found(await client.Workflows.Check(new WorkflowSource("mine.yaml", MyYaml), default)));
        Assert.IsType<ReadOutcome<StoredWorkflow>.NotFound>(await client.Workflows.Read(Mine, default));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..")]
    public async Task Text_that_names_another_workflow_than_asked_for_is_refused(string name) =>
        Assert.IsType<WorkflowOutcome.Refused>(await client.Workflows.Put(new WorkflowId(name), MyYaml, default));

    [Fact]
    public async Task Workflow_of_a_file_is_changed_by_its_file_alone()
    {
        var file = Found(await client.Workflows.Read(Risk, default)).File;
        var other = Yaml.Replace("5%", "6%", StringComparison.Ordinal);

        Assert.Equal(file, Assert.IsType<WorkflowOutcome.OwnedByFile>(await client.Workflows.Put(Risk, other, default)).File);
        Assert.Equal(file, Assert.IsType<WorkflowOutcome.OwnedByFile>(await client.Workflows.Delete(Risk, default)).File);
        Assert.Equal(Yaml, Found(await client.Workflows.Read(Risk, default)).Yaml);
    }

    [Fact]
    public async Task Workflow_that_never_was_is_not_found_when_it_is_deleted() =>
        Assert.IsType<WorkflowOutcome.NotFound>(await client.Workflows.Delete(Nothing, default));
}
