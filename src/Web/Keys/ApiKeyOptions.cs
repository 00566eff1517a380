namespace Kwala.Web.Keys;

/// <summary>
/// One API key. Exactly one of <see cref="Sha256"/>, <see cref="Env"/> and <see cref="File"/> is set.
/// </summary>
public sealed class ApiKeyOptions
{
    /// <summary>What logs call the key. Needed, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>backend</c> or <c>operator</c>; an operator may do all that a backend may.</summary>
    public string Role { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits: <c>printf %s "$KEY" | sha256sum</c>.</summary>
    public string? Sha256 { get; set; }

    /// <summary>The environment variable that holds the key itself; at least 32 characters.</summary>
    public string? Env { get; set; }

    /// <summary>The file that holds the key itself (a mounted secret); white space around it is dropped.</summary>
    public string? File { get; set; }
}
