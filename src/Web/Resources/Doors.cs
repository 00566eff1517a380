using Kwala.Core.Evm;
using Kwala.Web.Keys;
using Kwala.Web.Problems;

namespace Kwala.Web.Resources;

/// <summary>What most endpoints share.</summary>
internal static class Doors
{
    /// <summary>Only with an operator's key.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(Roles.Operator).WithMetadata(Refuses(StatusCodes.Status403Forbidden));

    /// <summary>With any key.</summary>
    public static TBuilder ForKeys<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(Roles.Backend).WithMetadata(
            Refuses(StatusCodes.Status401Unauthorized), Refuses(StatusCodes.Status429TooManyRequests));

    /// <summary>The wallet of the path, or the refusal that says what is wrong with it.</summary>
    public static bool TryWallet(string text, out Address wallet, out Refused<InvalidRequest> refused)
    {
        (wallet, refused) = Address.Parse(text).Match<(Address, Refused<InvalidRequest>)>(
            address => (address, null!), problem => (default, Refusals.Parameter("address", problem)));
        return refused is null;
    }

    private static ProducesResponseTypeMetadata Refuses(int status) =>
        new(status, typeof(Problem), [Problem.ContentType]);
}
