using ActiveLabel.Api.Transport;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.Sizing;

/// <summary>Which curve a request asks for.</summary>
internal static class CurveRequest
{
    /// <exception cref="RefusalError">There is no such curve.</exception>
    public static CurveSlice Of(CurveDimension dimension, string? key)
    {
        if (dimension == CurveDimension.Project != string.IsNullOrEmpty(key))
            throw new RefusalError(
                RefusalError.BadUserInput,
                "The curve of a project has no 'key'; one of a label, slice or use case has.");
        if (key?.Length > CurveSlice.KeyLengthMax)
            throw new RefusalError(
                RefusalError.BadUserInput, $"A 'key' has at most {CurveSlice.KeyLengthMax} characters.");
        return new(dimension, key ?? "");
    }
}
