namespace Kwala.Web.Limits;

/// <summary>How large a body may be.</summary>
internal static class Sizes
{
    public const int Body = 64 * 1024;
    public const int Bulk = 8 * 1024 * 1024;
    public const int Form = 4 * 1024;
}
