using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Acquisition;

/// <summary>
/// The best tasks by one score, kept while all tasks go by: of all, and of each slice and choice as many as the quotas
/// of the project can bring into a batch.
/// </summary>
internal sealed class CandidateList(Project project, int batch, int examined)
{
    private readonly Shortlist<OpenTask> _all = new(examined);

    private readonly Shortlist<OpenTask>[] _slices =
        [.. project.Settings.SliceQuotas.Select(_ => new Shortlist<OpenTask>(batch))];

    private readonly Shortlist<OpenTask>[] _choices = project.Settings.ClassBalance > 0
        ? [.. project.Schema.Questions[0].Choices.Select(_ => new Shortlist<OpenTask>(batch))]
        : [];

    public void Offer(double score, OpenTask task)
    {
        var scored = task with { Score = score };
        _all.Offer(score, scored);
        for (var slice = 0; slice < _slices.Length; slice++)
            if (new QuotaItem(task.Choice, task.Slices).IsIn(slice))
                _slices[slice].Offer(score, scored);
        if (task.Choice >= 0 && task.Choice < _choices.Length)
            _choices[task.Choice].Offer(score, scored);
    }

    /// <returns>The highest score first; nothing is kept then.</returns>
    public IReadOnlyList<OpenTask> Take()
        => [.. _slices.Concat(_choices).SelectMany(list => list.Take()).Concat(_all.Take()).Distinct()
            .OrderByDescending(task => task.Score).ThenBy(task => task.TaskId)];
}
