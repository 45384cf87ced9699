using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Api.CommandLine;

/// <summary>Says what a learning curve will reach, and how many labels a target takes, from a file of points.</summary>
internal static class SizingCommand
{
    private const int Decimals = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<FileInfo> Points = new("--points")
    {
        Description = "Points of learning curves, .csv or .csv.gz: columns n, accuracy and, if known, stderr.",
        Required = true,
    };

    private static readonly Option<string?> Group = new("--group")
    {
        Description = "Columns that tell one curve from another, by comma; without it, all rows are one curve.",
    };

    private static readonly Option<double?> UpTo = new("--upto")
    {
        Description = "Uses the points up to this share of each curve's full size only, above 0 and at most 1.",
    };

    private static readonly Option<double?> Target = new("--target")
    {
        Description = "Also says how many labels this accuracy takes, between 0 and 1.",
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "One JSON object a line and curve." };

    public static Command Create()
    {
        var command = new Command(
            "sizing", "Extrapolates learning curves: accuracy at the full size, labels that a target takes.")
        {
            Points, Group, UpTo, Target, AsJson,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (upTo, target) = (parsed.GetValue(UpTo) ?? 1, parsed.GetValue(Target));
        if (upTo is not (> 0 and <= 1))
            throw new CommandException("--upto must lie above 0 and be at most 1.");
        if (target is not (null or (> 0 and < 1)))
            throw new CommandException("--target must lie between 0 and 1.");
        var columns = (parsed.GetValue(Group) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        var groups = await PointsFile.ReadAsync(parsed.GetRequiredValue(Points), columns, cancellationToken);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { NewLine = "\n" };
        foreach (var group in groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = AnswerOf(group, upTo, target);
            await output.WriteLineAsync(
                parsed.GetValue(AsJson) ? JsonSerializer.Serialize(answer, Json) : SentenceOf(answer));
        }
        return ExitCode.Done;
    }

    internal static SizingAnswer AnswerOf(PointsGroup group, double upTo, double? target)
    {
        var fullSize = group.Points.Max(point => point.Labels);
        var answer = new SizingAnswer(group.Columns, fullSize);
        var seen = group.Points.Where(point => point.Labels <= (upTo * fullSize) + 1e-9).ToArray();
        if (LearningCurveFit.Fit(seen, out var missing) is not { } estimate)
            return answer with { Reason = SizingAnswer.InsufficientData, Missing = missing?.Message };
        var forecast = estimate.Predict(fullSize);
        if (forecast.High90 - forecast.Low90 > LearningCurveEstimate.WidthMax)
            return answer with
            {
                Reason = SizingAnswer.InsufficientData,
                Missing = new SizingGap(
                    SizingGapKind.IntervalWidth, forecast.High90 - forecast.Low90, LearningCurveEstimate.WidthMax)
                    .Message,
            };
        var labels = target is { } accuracy ? estimate.LabelsFor(accuracy) : (LabelsForTarget?)null;
        return answer with
        {
            Predicted = Math.Round(forecast.Expected, Decimals),
            Interval80 = [Math.Round(forecast.Low80, Decimals), Math.Round(forecast.High80, Decimals)],
            Interval90 = [Math.Round(forecast.Low90, Decimals), Math.Round(forecast.High90, Decimals)],
            LabelsToTarget = labels?.Median,
            LabelsInterval80 = labels is { } found ? [found.Low80, found.High80] : null,
            TargetProbability = labels is { } reached ? Math.Round(reached.Reachable, Decimals) : null,
            TargetReason = labels?.Reason,
        };
    }

    private static string SentenceOf(SizingAnswer answer)
    {
        var whose = string.Join(", ", answer.Group.Select(column => $"{column.Key} {column.Value}"));
        var what = answer.Predicted is { } predicted && answer.Interval90 is { } interval
            ? $"{predicted:0.0000} with {answer.FullSize} labels, with 90 % certainty between {interval[0]:0.0000} and "
                + $"{interval[1]:0.0000}."
            : $"{answer.Reason}: {answer.Missing}";
        return $"{(whose.Length > 0 ? $"{whose}: " : "")}{what} {answer.TargetReason}".TrimEnd();
    }
}

/// <summary>
/// What is known of one curve; a field that does not apply is left out, one that is not known is null.
/// </summary>
internal sealed record SizingAnswer(IReadOnlyDictionary<string, string> Group, int FullSize)
{
    public const string InsufficientData = "INSUFFICIENT_DATA";

    public double? Predicted { get; init; }

    public double[]? Interval80 { get; init; }

    public double[]? Interval90 { get; init; }

    public int? LabelsToTarget { get; init; }

    /// <summary>An end is null where the target may never be reached.</summary>
    public int?[]? LabelsInterval80 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TargetProbability { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetReason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }
}
