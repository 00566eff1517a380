using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Delivery;
using Kwala.Grains.Tests.Fixture;
using Kwala.Grains.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Delivery;

public sealed class MessageWordsTests
{
    private readonly House _house = new();

    [Theory]
    [InlineData(true, "The words of the workflow")]
    [InlineData(false, "liquidation-risk: alert for market")]
    public async Task Inbox_has_the_words_of_the_version_that_decided_or_plain_ones_never_those_of_another(
        bool decided, string title)
    {
        var source = House.Workflow("webhook");
        await using var process = await _house.Start(source with
        {
            Yaml = source.Yaml.Replace("[webhook]", "[webhook], template: own", StringComparison.Ordinal)
                + "\ntemplates:\n  own: { title: The words of the workflow, body: text }\n",
        });
        var live = await process.Services.GetRequiredService<WorkflowCatalog>().Latest();
        var version = decided ? live.Workflows[House.Risk].Hash : Keccak256.Hash([1]);
        var alert = Alerts.Of(_house.Time.GetUtcNow(), Lane.Standard, version) with { Template = new TemplateName("own") };

        Assert.Equal(title, MessageWords.ForInbox(alert, live).Title);
    }
}
