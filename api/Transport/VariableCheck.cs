using GraphQL;

namespace ActiveLabel.Api.Transport;

/// <summary>Bounds what comes beside a document.</summary>
internal static class VariableCheck
{
    /// <exception cref="RefusalError">There are too many values, or they are nested too deeply.</exception>
    public static void Check(Inputs? variables, DocumentLimits limits)
    {
        var left = limits.VariableValuesMax;
        if (variables is null)
            return;
        foreach (var value in variables.Values)
            Check(value, 1, limits, ref left);
    }

    private static void Check(object? value, int depth, DocumentLimits limits, ref int left)
    {
        if (--left < 0)
            throw DocumentCheck.TooComplex($"The variables hold more than {limits.VariableValuesMax} values.");
        var inner = value switch
        {
            IEnumerable<KeyValuePair<string, object?>> fields => fields.Select(field => field.Value),
            IEnumerable<object?> list => list,
            _ => null,
        };
        if (inner is null)
            return;
        if (depth > limits.DepthMax)
            throw DocumentCheck.TooComplex($"The variables are nested more than {limits.DepthMax} deep.");
        foreach (var each in inner)
            Check(each, depth + 1, limits, ref left);
    }
}
