using System.Buffers;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Kwala.Client;
using Kwala.Web.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kwala.Web.Resources;

/// <summary>
/// Carries out a bulk change while it answers: one JSON object per line, in the order of the request.
/// </summary>
internal sealed class TierResults(ImmutableArray<TierLine> lines, IWalletClient wallets)
    : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/x-ndjson";
    private const int FlushEvery = 100;

    public int? StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        var output = httpContext.Response.BodyWriter;
        int set = 0, refused = 0, unavailable = 0;
        await foreach (var result in Carry(httpContext.RequestAborted))
        {
            set += result.Result == "set" ? 1 : 0;
            refused += result.Result == "refused" ? 1 : 0;
            unavailable += result.Result == "unavailable" ? 1 : 0;
            output.Write(JsonSerializer.SerializeToUtf8Bytes(result, WebJson.Readable.TierResultResource));
            output.Write("\n"u8);
            if ((set + refused + unavailable) % FlushEvery == 0)
                await output.FlushAsync(httpContext.RequestAborted);
        }

        var totals = new TierTotalsResource(lines.Length, set, refused, unavailable);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(totals, WebJson.Readable.TierTotalsResource));
        output.Write("\n"u8);
        await output.FlushAsync(httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TierResultResource), [ContentType]));

    private async IAsyncEnumerable<TierResultResource> Carry(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        var good = lines.Where(line => line.Assignment is not null).Select(line => line.Assignment!);
        await foreach (var result in wallets.SetTiers(good, cancellationToken))
        {
            for (; lines[next].Assignment is null; next++)
                yield return new TierResultResource(lines[next].Number, null, "refused", lines[next].Problem);
            yield return Line(lines[next++].Number, result);
        }

        for (; next < lines.Length; next++)
            yield return new TierResultResource(lines[next].Number, null, "refused", lines[next].Problem);
    }

    private static TierResultResource Line(int number, TierResult result)
    {
        var wallet = result.Assignment.Wallet.ToString();
        return result.Outcome.Match(
            () => new TierResultResource(number, wallet, "set", null),
            reason => new TierResultResource(number, wallet, "refused", reason),
            reason => new TierResultResource(number, wallet, "unavailable", $"{reason} Send it again."));
    }
}
