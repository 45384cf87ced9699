using Xunit;

namespace ActiveLabel.Domain.Tests;

internal static class Close
{
    /// <summary>Fails at the first number that is further away than the tolerance.</summary>
    public static void To(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var index = 0; index < expected.Count; index++)
            Assert.True(
                Math.Abs(expected[index] - actual[index]) <= tolerance,
                $"at {index}: expected {expected[index]:r}, is {actual[index]:r}");
    }
}
