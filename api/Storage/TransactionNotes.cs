using ActiveLabel.Api.Events;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;

namespace ActiveLabel.Api.Storage;

/// <summary>What a transaction leaves to do at its end, and what only once it is committed.</summary>
public sealed class TransactionNotes
{
    private readonly HashSet<ProjectId> _projects = [];
    private readonly List<TaskId> _begun = [];
    private readonly List<Action> _actions = [];

    /// <summary>Events of the project were written: whoever waits for some is woken after the commit.</summary>
    public void HasEvents(ProjectId project) => _projects.Add(project);

    /// <summary>
    /// The task joins the lane of those begun: the transaction's events give it its place, which no commit can come
    /// before any more.
    /// </summary>
    public void JoinsBegunLane(TaskId task) => _begun.Add(task);

    /// <summary>Runs when the transaction is committed, and not when it is not.</summary>
    public void AfterCommit(Action action) => _actions.Add(action);

    /// <summary>The tasks that wait for their place in the lane; they wait no more.</summary>
    internal IReadOnlyList<TaskId> TakeBegun()
    {
        if (_begun.Count == 0)
            return [];
        List<TaskId> begun = [.. _begun];
        _begun.Clear();
        return begun;
    }

    /// <summary>A later use of the same context begins with nothing.</summary>
    internal void Clear()
    {
        _projects.Clear();
        _begun.Clear();
        _actions.Clear();
    }

    /// <summary>What is to be done after the commit; the notes are empty then.</summary>
    internal Action<EventSignal> TakeAfterCommit()
    {
        List<ProjectId> projects = [.. _projects];
        List<Action> actions = [.. _actions];
        Clear();
        return signal =>
        {
            actions.ForEach(action => action());
            projects.ForEach(signal.Pulse);
        };
    }
}
