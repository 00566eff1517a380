using System.Security.Claims;
using System.Text.Encodings.Web;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Kwala.Web.Keys;

/// <summary>
/// Recognises callers by their API key: <c>Authorization: Bearer KEY</c> (RFC 6750) or <c>X-Api-Key: KEY</c>.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var presented = Presented(Request.Headers);
        if (presented is null)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (keys.Find(presented) is not { } key)
            return Task.FromResult(AuthenticateResult.Fail("The API key is not known."));
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, key.Name), new Claim(ClaimTypes.Role, key.Role)], SchemeName);
        return Task.FromResult(
            AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var wrong = Presented(Request.Headers) is not null;
        Response.Headers.WWWAuthenticate =
            wrong ? "Bearer realm=\"kwala\", error=\"invalid_token\"" : "Bearer realm=\"kwala\"";
        var detail =
            keys.IsEmpty ? "No API key is configured here. Add one to Kwala:Web:Keys (docs/api.md) and start again."
            : wrong ? "The API key is not known here. Check that it is whole and was not replaced."
            : "Send Authorization: Bearer KEY or X-Api-Key: KEY.";
        return Problem.Of<KeyNeeded>(detail).Write(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needs = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        var needed = needs.Any(it => it.Policy == Roles.Operator) ? Roles.Operator : Roles.Backend;
        return Problem.Of<RoleNeeded>(
            $"This needs a key with the role {needed}; the key '{Context.User.Identity?.Name}' "
            + $"has the role {Context.User.FindFirstValue(ClaimTypes.Role)}.").Write(Context);
    }

    // Two different keys in one request are taken as a wrong one: guessing which was meant would hide the mistake.
    private static string? Presented(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        var bearer = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : authorization.Length > 0 ? "" : null;
        var plain = headers.TryGetValue(Header, out var value) ? value.ToString() : null;
        return bearer is not null && plain is not null && bearer != plain ? "" : bearer ?? plain;
    }
}
