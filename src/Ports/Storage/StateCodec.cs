using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Kwala.Ports.Storage;

/// <summary>
/// How a state is stored: a version byte, then UTF-8 JSON of that version (decision 8). Registered once per stored type
/// in the service collection; one format on both runtimes and in all stores.
/// </summary>
/// <param name="Type">The stored type.</param>
/// <param name="Version">The version that is written: 1 to 255, never re-used for another shape.</param>
/// <param name="Shape">Source-generated serialisation of the type.</param>
/// <param name="Upgrades">From an older version to the next: element i turns version i + 1 into version i + 2.</param>
public sealed record StateCodec(
    Type Type, byte Version, JsonTypeInfo Shape, ImmutableArray<Func<JsonNode, JsonNode>> Upgrades);
