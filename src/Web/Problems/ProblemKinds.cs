namespace Kwala.Web.Problems;

/// <summary>One type of problem; a type of its own, so that an endpoint's signature can list it.</summary>
internal interface IProblemKind
{
    /// <summary>The last part of the type's URI. Never changes.</summary>
    static abstract string Name { get; }

    static abstract string Title { get; }

    static abstract int Status { get; }
}

internal readonly struct InvalidRequest : IProblemKind
{
    public static string Name => "invalid-request";
    public static string Title => "The request has mistakes.";
    public static int Status => StatusCodes.Status400BadRequest;
}

internal readonly struct KeyNeeded : IProblemKind
{
    public static string Name => "key-needed";
    public static string Title => "A valid API key is needed.";
    public static int Status => StatusCodes.Status401Unauthorized;
}

internal readonly struct RoleNeeded : IProblemKind
{
    public static string Name => "role-needed";
    public static string Title => "The API key's role does not allow this.";
    public static int Status => StatusCodes.Status403Forbidden;
}

internal readonly struct NotThere : IProblemKind
{
    public static string Name => "not-found";
    public static string Title => "There is no such thing here.";
    public static int Status => StatusCodes.Status404NotFound;
}

internal readonly struct MethodNotAllowed : IProblemKind
{
    public static string Name => "method-not-allowed";
    public static string Title => "This address does not answer that method.";
    public static int Status => StatusCodes.Status405MethodNotAllowed;
}

internal readonly struct Conflicting : IProblemKind
{
    public static string Name => "conflict";
    public static string Title => "The present state does not allow this.";
    public static int Status => StatusCodes.Status409Conflict;
}

internal readonly struct Stale : IProblemKind
{
    public static string Name => "stale";
    public static string Title => "It was changed since it was read.";
    public static int Status => StatusCodes.Status412PreconditionFailed;
}

internal readonly struct TooLarge : IProblemKind
{
    public static string Name => "too-large";
    public static string Title => "The body is too large.";
    public static int Status => StatusCodes.Status413PayloadTooLarge;
}

internal readonly struct UnsupportedContentType : IProblemKind
{
    public static string Name => "unsupported-content-type";
    public static string Title => "The body's content type is not understood here.";
    public static int Status => StatusCodes.Status415UnsupportedMediaType;
}

internal readonly struct InvalidWorkflow : IProblemKind
{
    public static string Name => "invalid-workflow";
    public static string Title => "The workflow has mistakes.";
    public static int Status => StatusCodes.Status422UnprocessableEntity;
}

internal readonly struct PreconditionNeeded : IProblemKind
{
    public static string Name => "precondition-needed";
    public static string Title => "Say which version this replaces.";
    public static int Status => StatusCodes.Status428PreconditionRequired;
}

internal readonly struct TooManyRequests : IProblemKind
{
    public static string Name => "too-many-requests";
    public static string Title => "Too many requests.";
    public static int Status => StatusCodes.Status429TooManyRequests;
}

internal readonly struct Failed : IProblemKind
{
    public static string Name => "failed";
    public static string Title => "The request failed here.";
    public static int Status => StatusCodes.Status500InternalServerError;
}

internal readonly struct Unavailable : IProblemKind
{
    public static string Name => "unavailable";
    public static string Title => "Not available for the moment.";
    public static int Status => StatusCodes.Status503ServiceUnavailable;
}

internal readonly struct TooSlow : IProblemKind
{
    public static string Name => "too-slow";
    public static string Title => "The answer took too long.";
    public static int Status => StatusCodes.Status504GatewayTimeout;
}
