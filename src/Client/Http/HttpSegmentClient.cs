using System.Collections.Immutable;
using System.Globalization;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Evm;
using Kwala.Core.Segments;

namespace Kwala.Client.Http;

/// <summary>Segments by the HTTP API.</summary>
internal sealed class HttpSegmentClient(HttpExchange exchange) : ISegmentClient
{
    public async Task<ReadOutcome<ImmutableArray<SegmentStanding>>> List(CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, Paths.Segments), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.SegmentsResource, it => it.Items.Each(one =>
            new SegmentStanding(new SegmentName(one.Name), one.Condition, one.Version, one.Wallets)));
    }

    public async Task<ReadOutcome<SegmentPage>> ReadWallets(
        SegmentName segment, Address? after, int limit, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(segment.Value))
            return new ReadOutcome<SegmentPage>.NotFound($"The deployment has no segment {segment}.");
        var path = Paths.WithQuery(
            $"{Paths.Segments}/{segment}/wallets",
            ("after", after?.ToString()),
            ("limit", limit.ToString(CultureInfo.InvariantCulture)));
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, path), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.SegmentWalletsResource, it => new SegmentPage(
            it.Version,
            it.Wallets.Each(ResourceReading.ToAddress),
            it.Next is { } next ? ResourceReading.ToAddress(next) : null));
    }

    public async Task<ReadOutcome<ImmutableArray<SegmentName>>> Of(
        Address wallet, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Wallet(wallet, "segments")), cancellationToken);
        return answer.ToRead(
            exchange.Reading,
            ClientJson.Default.WalletSegmentsResource,
            it => it.Segments.Each(name => new SegmentName(name)));
    }
}
