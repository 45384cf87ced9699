using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActiveLabel.Api.Demo;

/// <summary>Draws the figures of a running project.</summary>
internal static class DemoDisplay
{
    private const int CurvePointsShown = 8;

    /// <param name="queueDepth">As last heard from the subscription; newer than the polled one.</param>
    public static IRenderable Draw(DemoFigures figures, int? queueDepth, string address)
    {
        var left = new Rows(
            new Panel(Progress(figures, queueDepth)) { Header = new("Queue"), Expand = true },
            new Panel(Curve(figures)) { Header = new("Model accuracy on the control arm, by labels"), Expand = true },
            new Panel(Comparison(figures)) { Header = new("Ranked queue against random arm"), Expand = true },
            new Panel(new Text(SizingOf(figures))) { Header = new("How much is still needed"), Expand = true });
        var columns = new Grid().AddColumn().AddColumn();
        columns.AddRow(left, new Panel(Workers(figures)) { Header = new("Workers") });
        return new Rows(new Markup($"[bold]ActiveLabel demo[/]  [grey]{Markup.Escape(address)}[/]"), columns);
    }

    /// <summary>One line for an output that is no terminal.</summary>
    public static string Line(DemoFigures figures)
    {
        var model = figures.CurveOfArm("ALL").LastOrDefault();
        return $"{figures.DoneItems}/{figures.Items} items done, {figures.Judgements} judgements, "
            + $"queue {figures.Depth}, "
            + $"confidence {Percent(figures.MeanConfidence)}, model accuracy {Percent(model?.Accuracy)} "
            + $"with {model?.Labels ?? 0} labels";
    }

    /// <summary>What came of it, in words.</summary>
    public static IEnumerable<string> Summary(DemoFigures figures)
    {
        yield return Line(figures);
        if (figures.CurveOfArm("ALL").LastOrDefault() is { } model)
            yield return
                $"The model is right on {Percent(model.Accuracy)} of the control arm "
                + $"(90 % interval {Percent(model.Low)} to "
                + $"{Percent(model.High)}; calibration error {model.Ece:0.000}).";
        if (figures.CurveOfArm("RANKED").LastOrDefault() is { } ranked
            && figures.CurveOfArm("RANDOM").LastOrDefault() is { } random)
            yield return
                $"With {ranked.Labels} labels each: ranked queue {Percent(ranked.Accuracy)}, random arm "
                + $"{Percent(random.Accuracy)}. The control arm is small: see the intervals before you believe it.";
        var known = figures.Workers
            .Where(worker => worker.Accuracy is not null).OrderBy(worker => worker.Accuracy).ToList();
        if (known.Count > 0)
            yield return
                $"Most reliable: {known[^1].Name} ({Percent(known[^1].Accuracy)}). Least: "
                + $"{string.Join(", ", known.Take(3).Select(worker => $"{worker.Name} "
                    + $"({Percent(worker.Accuracy)})"))}.";
        yield return SizingOf(figures);
    }

    private static Table Progress(DemoFigures figures, int? queueDepth)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumn("").AddColumn("");
        table.AddRow("items done", $"{figures.DoneItems} of {figures.Items}");
        table.AddRow("judgements wanted", $"{queueDepth ?? figures.Depth}, {figures.InProgress} in progress");
        table.AddRow("judgements given", $"{figures.Judgements}");
        table.AddRow("mean confidence", Percent(figures.MeanConfidence));
        table.AddRow("not in the order of the model", Percent(figures.StaleShare));
        return table;
    }

    private static IRenderable Curve(DemoFigures figures)
    {
        var points = figures.CurveOfArm("ALL").TakeLast(CurvePointsShown).ToList();
        if (points.Count == 0)
            return new Text("The first model needs 20 labels.");
        var chart = new BarChart { Width = 60, MaxValue = 100 };
        foreach (var point in points)
            chart.AddItem($"{point.Labels} labels", Math.Round(point.Accuracy * 100, 1), Color.Green);
        return chart;
    }

    private static IRenderable Comparison(DemoFigures figures)
    {
        var ranked = figures.CurveOfArm("RANKED").LastOrDefault();
        var random = figures.CurveOfArm("RANDOM").LastOrDefault();
        if (ranked is null || random is null)
            return new Text("Waits for 20 labels of the random arm.");
        var chart = new BarChart { Width = 60, MaxValue = 100 };
        chart.AddItem($"ranked, {ranked.Labels} labels", Math.Round(ranked.Accuracy * 100, 1), Color.Blue);
        chart.AddItem($"random, {random.Labels} labels", Math.Round(random.Accuracy * 100, 1), Color.Grey);
        return chart;
    }

    private static Table Workers(DemoFigures figures)
    {
        var table = new Table().NoBorder()
            .AddColumn("name").AddColumn("judgements").AddColumn("right").AddColumn("90 %").AddColumn("nats");
        foreach (var worker in figures.Workers.OrderByDescending(worker => worker.Accuracy ?? 0))
            table.AddRow(
                Markup.Escape(worker.Name),
                $"{worker.Judgements}",
                Percent(worker.Accuracy),
                worker.Low is null ? "" : $"{worker.Low * 100:0} to {worker.High * 100:0}",
                worker.Nats is { } nats ? $"{nats:0.00}" : "");
        return table;
    }

    private static string SizingOf(DemoFigures figures)
        => figures.HoursNeeded is { } hours
            ? $"{figures.Sizing} {$"{hours:0.0}"} hours of work still to do."
            : figures.Sizing;

    private static string Percent(double? share) => share is { } value ? $"{value * 100:0.0} %" : "-";
}
