using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Predictions;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Predictions;

public sealed class ModelVersionSubscriptions
{
    /// <summary>Model versions as they come in, are measured, change their stage and begin to serve.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<ModelVersionChanged>> OnModelVersionChanged(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(ModelVersionChanged.Of, cancellationToken);
    }
}

/// <summary>A model version came in, was measured, changed its stage, or serves from now on.</summary>
[Allow(Audience.Staff)]
public sealed class ModelVersionChanged(ProjectEvent happened, ModelVersionId model) : ICursored
{
    private const string Id = "modelVersionId";

    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>What happened.</summary>
    public EventKind Kind => happened.Kind;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The version as it is now.</summary>
    public IDataLoaderResult<ModelVersionType> ModelVersion(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, model, ModelVersionType.FetchAsync);

    internal static NewEvent Event(EventKind kind, ModelVersion model)
        => new(kind, Details: EventDetails.Of(Id, model.Id));

    internal static ModelVersionChanged? Of(ProjectEvent happened)
        => happened.Kind is EventKind.ModelTrained or EventKind.ModelPromoted or EventKind.ModelChanged
            && EventDetails.Find<ModelVersionId>(happened, Id) is { } model
            ? new(happened, model)
            : null;
}
