using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Chain.Logs;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Logs;

public sealed class LogMatcherTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    [InlineData(500, 500)]
    [InlineData(501, null)]
    public void Node_is_asked_for_the_contracts_by_name_while_they_are_few(int contracts, int? asked)
    {
        var filter = new EventFilter(Lending.Event, [.. Enumerable.Range(1, contracts).Select(Contract)]);

        var json = Written(new LogMatcher(new LogQuery([filter])));

        Assert.Equal(asked, json["address"]?.AsArray().Count);
        Assert.Equal(Lending.Event.Topic.ToString(), (string?)json["topics"]![0]![0]);
    }

    private static JsonObject Written(LogMatcher matcher)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            matcher.WriteFilter(json);
            json.WriteEndObject();
        }

        return JsonNode.Parse(bytes.WrittenSpan)!.AsObject();
    }

    private static Address Contract(int number)
    {
        var bytes = new byte[Address.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return Address.FromBytes(bytes);
    }
}
