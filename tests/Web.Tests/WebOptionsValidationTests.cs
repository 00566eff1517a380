namespace Kwala.Web.Tests;

public sealed class WebOptionsValidationTests
{
    [Fact]
    public void All_mistakes_of_the_limits_are_told_at_once()
    {
        var refused = new WebOptionsValidation().Validate(null, new WebOptions
        {
            RequestsPerSecondPerKey = 0,
            RequestsPerMinutePerAddress = 0,
            RequestTimeout = TimeSpan.Zero,
        });

        Assert.Collection(
            refused.Failures!,
            it => Assert.StartsWith("Kwala:Web:RequestsPerSecondPerKey", it, StringComparison.Ordinal),
            it => Assert.StartsWith("Kwala:Web:RequestsPerMinutePerAddress", it, StringComparison.Ordinal),
            it => Assert.StartsWith("Kwala:Web:RequestTimeout", it, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_left_out_is_fine() =>
        Assert.True(new WebOptionsValidation().Validate(null, new WebOptions()).Succeeded);
}
