namespace ActiveLabel.Api.Tests.Tasks;

/// <summary>Tests that load the whole machine for minutes run where somebody wants them to.</summary>
internal static class Stress
{
    private const string Variable = "ACTIVELABEL_STRESS";

    public static void SkipUnlessWanted() => Xunit.Skip.If(
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)),
        $"Set {Variable}=1 to run what loads the whole machine for minutes.");
}
