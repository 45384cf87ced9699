using ActiveLabel.Api.Events;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Streaming;
using ActiveLabel.Domain.Judgements;
using GraphQL;
using GraphQL.DataLoader;

namespace ActiveLabel.Api.Judgements;

public sealed class JudgementSubscriptions
{
    /// <summary>Every judgement of a project, as it is given.</summary>
    /// <param name="after">The cursor of the last change that is known; without it, what happens from now on.</param>
    [Allow(Audience.Staff)]
    public static async Task<IAsyncEnumerable<JudgementSubmitted>> OnJudgementSubmitted(
        Caller caller,
        SendWindow window,
        [FromServices] EventStream events,
        [Id] string projectId,
        CancellationToken cancellationToken,
        string? after = null)
    {
        var opened = await events.OpenAsync(caller, window, projectId, after, cancellationToken);
        return opened.EachAsync(JudgementSubmitted.Of, cancellationToken);
    }
}

/// <summary>A judgement was given.</summary>
[Allow(Audience.Staff)]
public sealed class JudgementSubmitted(ProjectEvent happened, JudgementId judgement) : ICursored
{
    internal const string Id = "judgementId";

    /// <summary>Resumes after this change.</summary>
    public string Cursor => Graph.Cursor.Of(happened.Sequence);

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => happened.At;

    /// <summary>The judgement.</summary>
    public IDataLoaderResult<JudgementType> Judgement(Caller caller, [FromServices] Batches batches)
        => batches.Get(caller, judgement, JudgementType.FetchAsync).Then(found => new JudgementType(found));

    internal static JudgementSubmitted? Of(ProjectEvent happened)
        => happened.Kind == EventKind.JudgementSubmitted
            && EventDetails.Find<JudgementId>(happened, Id) is { } judgement
            ? new(happened, judgement)
            : null;
}
