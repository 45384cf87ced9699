using System.Text.Json;

namespace ActiveLabel.Api.Demo;

/// <param name="Arm">ALL, RANKED or RANDOM.</param>
internal sealed record CurveFigure(string Arm, int Labels, double Accuracy, double Low, double High, double Ece);

internal sealed record WorkerFigure(
    string Name, int Judgements, double? Accuracy, double? Low, double? High, double? Nats);

/// <summary>What the metrics of the API say, in the demo's own words.</summary>
internal sealed record DemoFigures(
    int Depth,
    int InProgress,
    int Items,
    int DoneItems,
    int Judgements,
    double StaleShare,
    double? MeanConfidence,
    IReadOnlyList<CurveFigure> Curve,
    IReadOnlyList<WorkerFigure> Workers,
    string Sizing,
    double? HoursNeeded)
{
    public static DemoFigures Of(JsonElement data)
    {
        var metrics = data.GetProperty("metrics");
        var (queue, volume, sizing) = (
            metrics.GetProperty("queue"), metrics.GetProperty("volume"), metrics.GetProperty("sizing"));
        return new(
            queue.GetProperty("depth").GetInt32(),
            queue.GetProperty("inProgress").GetInt32(),
            volume.GetProperty("items").GetInt32(),
            volume.GetProperty("doneItems").GetInt32(),
            volume.GetProperty("judgements").GetInt32(),
            queue.GetProperty("staleShare").GetDouble(),
            metrics.GetProperty("confidence").EnumerateArray().Select(point => (double?)Number(point, "meanConfidence"))
                .LastOrDefault(),
            [.. metrics.GetProperty("learningCurve").EnumerateArray().Select(CurveOf)],
            [.. metrics.GetProperty("reliability").GetProperty("nodes").EnumerateArray().Select(WorkerOf)],
            sizing.GetProperty("message").GetString() ?? "",
            sizing.GetProperty("hoursNeeded") is { ValueKind: JsonValueKind.Number } hours ? hours.GetDouble() : null);
    }

    /// <summary>The points of one arm, by labels.</summary>
    public IEnumerable<CurveFigure> CurveOfArm(string arm) => Curve.Where(point => point.Arm == arm);

    private static CurveFigure CurveOf(JsonElement point)
        => new(
            point.GetProperty("arm").GetString() ?? "",
            point.GetProperty("labels").GetInt32(),
            Number(point, "accuracy"),
            Number(point, "accuracyLow"),
            Number(point, "accuracyHigh"),
            Number(point, "ece"));

    private static WorkerFigure WorkerOf(JsonElement worker)
    {
        var (name, judgements) = (
            worker.GetProperty("name").GetString() ?? "", worker.GetProperty("judgementCount").GetInt32());
        return worker.GetProperty("reliability") is { ValueKind: JsonValueKind.Object } known
            ? new(
                name,
                judgements,
                Number(known, "accuracy"),
                Number(known, "accuracyLow"),
                Number(known, "accuracyHigh"),
                Number(known, "informationNats"))
            : new(name, judgements, null, null, null, null);
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
