using Kwala.Web.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Kwala.Web;

/// <summary>What the OpenAPI document says beyond the endpoints' own types.</summary>
internal static class OpenApiDocument
{
    public const string Name = "v1";

    private const string Bearer = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Kwala",
                Version = Name,
                Description = "Personalised notifications for wallets. docs/api.md has an example of every request.",
            };

            // What the host calls itself while it writes the document is nobody else's address.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = Bearer,
                    Description = "An API key.",
                },
                [ApiKeyHandler.SchemeName] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = ApiKeyHandler.Header,
                    Description = "The same key, where Authorization is taken.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
                .Select(it => it.Policy).ToArray();
            if (policies.Length == 0)
                return Task.CompletedTask;
            operation.Description = policies.Contains(Roles.Operator)
                ? "Needs a key with the role operator."
                : "Needs a key with the role backend or operator.";
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(ApiKeyHandler.SchemeName, context.Document)] = [],
                },
            ];
            return Task.CompletedTask;
        });
    }
}
