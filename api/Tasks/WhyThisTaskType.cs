using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Predictions;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Tasks;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Tasks;

/// <summary>Why a task is where it is in the queue.</summary>
[Name("TaskReason")]
public enum ShownReason
{
    /// <summary>No model has given the item a place yet.</summary>
    ColdStart = TaskReason.ColdStart,

    /// <summary>Chance chose the item to measure models on.</summary>
    ControlArm = TaskReason.ControlArm,

    /// <summary>Chance chose the item to calibrate models on.</summary>
    CalibrationShare = TaskReason.CalibrationShare,

    /// <summary>Chance chose the item as random training data.</summary>
    RandomArm = TaskReason.RandomArm,

    /// <summary>The queue of the project is in random order.</summary>
    RandomStrategy = TaskReason.RandomStrategy,

    /// <summary>A judgement of it teaches the model more than most.</summary>
    ModelUncertainty = TaskReason.ModelUncertainty,

    /// <summary>It stands for many others like it: what to begin with, before a model knows what it doubts.</summary>
    Representative = TaskReason.Representative,

    /// <summary>What workers are told: whoever knows what a task is for may answer differently.</summary>
    Ordinary = 100,
}

/// <summary>Why a task is where it is in the queue, and how old that is.</summary>
/// <param name="viewer">Workers are told nothing that could lead them.</param>
[Allow(Audience.Staff)]
public sealed class WhyThisTaskType(LabelingTask task, Role viewer)
{
    /// <summary>Why, for programs.</summary>
    [Allow(Audience.Everybody)]
    public ShownReason Reason => viewer == Role.Worker ? ShownReason.Ordinary : (ShownReason)task.Reason;

    /// <summary>Why, for people.</summary>
    [Allow(Audience.Everybody)]
    public string Explanation => Reason switch
    {
        ShownReason.ControlArm => "Chance chose the item to measure models on; its place in the queue is random.",
        ShownReason.CalibrationShare
            => "Chance chose the item to calibrate models on; its place in the queue is random.",
        ShownReason.RandomArm => "Chance chose the item as random training data; its place in the queue is random.",
        ShownReason.ColdStart => "No model has given the item a place in the queue yet; it is random.",
        ShownReason.RandomStrategy => "The project's queue is in random order.",
        ShownReason.Representative => "The item is typical of many others; they come first while models know little.",
        ShownReason.ModelUncertainty => "The queue is in the order of what a judgement would teach the model.",
        _ => "It is the next task of the queue that you may do.",
    };

    /// <summary>The acquisition function's value; null where no model had a say.</summary>
    public double? Uncertainty => task.Uncertainty;

    /// <summary>When a model scored the item; null where none has.</summary>
    public DateTimeOffset? ScoredAt => task.ScoredAt;

    /// <summary>Which model version scored the item; null where none has.</summary>
    public IDataLoaderResult<ModelVersionType?>? ScoredBy(Caller caller, [FromServices] Batches batches)
        => task.ScoredBy is { } model ? batches.Find(caller, model, ModelVersionType.FetchAsync) : null;

    /// <summary>With which probability the policy put the task where it stands.</summary>
    public double SelectionProbability => task.SelectionProbability;
}
