namespace ActiveLabel.Domain.Workflows;

/// <summary>The part of the check that looks at the way of an item as a whole. Every target is a step.</summary>
internal static class GraphCheck
{
    public static IEnumerable<WorkflowProblem> Check(Workflow workflow)
    {
        var reached = Reach(workflow.Start, key => workflow[key].Targets());
        foreach (var step in workflow.Steps.Where(step => !reached.Contains(step.Key)))
            yield return StepCheck.Problem(step, "UNREACHABLE", "is never reached from the start");
        var goals = workflow.Steps.Where(step => step.Kind == StepKind.Done).Select(step => step.Key).ToHashSet();
        foreach (var step in workflow.Steps.Where(step => goals.Count > 0 && step.Transitions.Count > 0))
            if (!Reach(step.Key, key => workflow[key].Targets()).Overlaps(goals))
                yield return StepCheck.Problem(step, "NEVER_DONE", "leads to no DONE step on any way");
        if (FindLoop(workflow) is { } loop)
            yield return new(
                loop[0],
                "UNBOUNDED_LOOP",
                $"Step '{loop[0]}' can be visited without end ({string.Join(" → ", [.. loop, loop[0]])}); "
                    + "bound the visits of one of these steps and lead out of the loop.");
        foreach (var step in workflow.Steps.Where(step => step.Kind == StepKind.Review))
            if (Reach(workflow.Start, key => Answers(workflow[key]) ? [] : workflow[key].Targets()).Contains(step.Key)
                || step.Key == workflow.Start)
                yield return StepCheck.Problem(
                    step, "NOTHING_TO_REVIEW", "can be reached before anything was judged; put a LABEL step before it");
    }

    private static bool Answers(Step step) => step.Kind is StepKind.Label or StepKind.Adjudicate;

    private static HashSet<string> Reach(string start, Func<string, IEnumerable<string>> next)
    {
        var (reached, open) = (new HashSet<string> { start }, new Stack<string>([start]));
        while (open.TryPop(out var key))
            foreach (var target in next(key).Where(reached.Add))
                open.Push(target);
        return reached;
    }

    /// <summary>
    /// A loop goes on without end when it does so once every bounded step has been visited as often as it may: each of
    /// them then only leads on to where its bound says.
    /// </summary>
    /// <returns>The keys of its steps, or null.</returns>
    private static List<string>? FindLoop(Workflow workflow)
    {
        var finished = new HashSet<string>();
        foreach (var step in workflow.Steps)
            if (Walk(step.Key, [], finished) is { } loop)
                return loop;
        return null;

        List<string>? Walk(string key, List<string> way, HashSet<string> done)
        {
            if (way.IndexOf(key) is >= 0 and var from)
                return way[from..];
            if (done.Contains(key))
                return null;
            way.Add(key);
            var step = workflow[key];
            foreach (var target in step.Bound is { } bound ? [bound.Then] : step.Targets())
                if (Walk(target, way, done) is { } loop)
                    return loop;
            way.RemoveAt(way.Count - 1);
            done.Add(key);
            return null;
        }
    }
}
