using System.Text;
using Kwala.Ports.Storage;
using Kwala.Storage.Tests.Conformance;

namespace Kwala.Storage.Tests;

public sealed class StateFormatTests
{
    private static readonly StateFormat Format = new(Codecs.All);

    [Theory]
    [InlineData(1, """{"Label":"old","Number":3}""", "old", 6)]
    [InlineData(2, """{"Text":"middle","Number":3}""", "middle", 6)]
    [InlineData(3, """{"Text":"new","Number":3}""", "new", 3)]
    public void Every_older_version_is_brought_to_the_present(byte version, string json, string text, int number)
    {
        var state = Format.Decode<SampleState>(Stored(version, json), "wallet/0x1 (state)");
        Assert.Equal((text, number), (state.Text, state.Number));
    }

    [Theory]
    [InlineData(0, "{}", "no version")]
    [InlineData(4, "{}", "version 4 was written by a newer Kwala; this one reads up to 3")]
    [InlineData(255, "{}", "version 255 was written by a newer Kwala")]
    [InlineData(3, "", "version 3 is damaged")]
    [InlineData(3, "{", "version 3 is damaged")]
    [InlineData(3, "[]", "version 3 is damaged")]
    [InlineData(3, "null", "version 3 holds no SampleState")]
    [InlineData(1, "null", "version 1 is damaged")]
    [InlineData(1, "5", "version 1 is damaged")]
    [InlineData(1, """{"Label":"x"}""", "version 1 is damaged")]
    [InlineData(3, """{"Text":"x","Number":"many"}""", "version 3 is damaged")]
    public void What_cannot_be_read_names_the_grain_and_the_version(byte version, string json, string words)
    {
        var refused = Assert.Throws<StorageException>(
            () => Format.Decode<SampleState>(Stored(version, json), "wallet/0x1 (state)"));
        Assert.Equal(StorageFault.Unreadable, refused.Fault);
        Assert.Contains("wallet/0x1 (state)", refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("left as it is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_at_all_are_refused() => Assert.Throws<StorageException>(
        () => Format.Decode<SampleState>([], "wallet/0x1 (state)"));

    [Fact]
    public void The_present_version_stands_before_the_json_and_rows_are_not_stored()
    {
        var stored = Format.Encode(new SampleState { Text = "x", Number = 1 });
        Assert.Equal(3, stored[0]);
        Assert.Equal("""{"Text":"x","Number":1}""", Encoding.UTF8.GetString(stored.AsSpan(1)));
    }

    private static byte[] Stored(byte version, string json) => [version, .. Encoding.UTF8.GetBytes(json)];
}
