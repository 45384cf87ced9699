using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Benchmarks;

/// <summary>
/// Two answers as somebody would write them who needs no others: the same key, the same statements, the same JSON.
/// </summary>
internal static class HandWritten
{
    private const int PageSize = 50;
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(WebApplication app)
    {
        app.MapPost("/by-hand/hello", HelloAsync);
        app.MapPost("/by-hand/page", PageAsync);
    }

    private static async Task<IResult> HelloAsync(
        HttpRequest request, Authentication authentication, CancellationToken cancellationToken)
        => await authentication.FindCallerAsync(Credentials.Of(request), cancellationToken) is null
            ? Results.Unauthorized()
            : Results.Json(new Answer<Greeting>(new("Query")), Json);

    private static async Task<IResult> PageAsync(
        PageBody body,
        HttpRequest request,
        Authentication authentication,
        IDbContextFactory<ActiveLabelDb> databases,
        CancellationToken cancellationToken)
    {
        if (await authentication.FindCallerAsync(Credentials.Of(request), cancellationToken) is not { } caller)
            return Results.Unauthorized();
        await using var db = await databases.OpenAsync(caller.Tenancy, cancellationToken);
        var (wanted, organization) = (GlobalId.Parse<ProjectId>(body.Project), caller.OrganizationId);
        if (wanted is not { } projectId || await ProjectAccess.Visible(db, caller)
            .SingleOrDefaultAsync(known => known.Id == projectId, cancellationToken) is not { } project)
            return Results.NotFound();
        // The names of variables become those of parameters: the statements are the same to the letter.
        var rows = await db.Items.AsNoTracking().Where(item => item.ProjectId == project.Id)
            .OrderBy(item => item.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        var shown = rows.Take(PageSize).ToList();
        var items = shown.ConvertAll(item => item.Id);
        var judgements = await db.Judgements.AsNoTracking()
            .Where(judgement => judgement.OrganizationId == organization && items.Contains(judgement.ItemId))
            .OrderBy(judgement => judgement.Id).ToListAsync(cancellationToken);
        var ids = judgements.Select(judgement => judgement.WorkerId).Distinct().ToList();
        var workers = await db.Workers.AsNoTracking()
            .Where(worker => worker.OrganizationId == organization && ids.Contains(worker.Id))
            .ToDictionaryAsync(worker => worker.Id, cancellationToken);
        var byItem = judgements.ToLookup(judgement => judgement.ItemId);
        return Results.Json(
            new Answer<PageData>(new(new(shown.ConvertAll(item => OneItem(item, byItem[item.Id], workers))))), Json);
    }

    private static OneItemData OneItem(
        Item item, IEnumerable<Judgement> judgements, Dictionary<WorkerId, Worker> workers) => new(
            GlobalId.Of(item.Id),
            item.ExternalId,
            item.State.ToString().ToUpperInvariant(),
            new([.. judgements.Select(judgement => new JudgementData(
                GlobalId.Of(judgement.Id),
                judgement.SubmittedAt.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture),
                new(GlobalId.Of(judgement.WorkerId), workers[judgement.WorkerId].Name),
                [.. judgement.Answers.Select(answer => new AnswerData(
                    answer.QuestionKey, new(((SingleChoiceValue)answer.Value).Choice)))]))]));

    private sealed record PageBody(string Project);

    private sealed record Answer<T>(T Data);

    private sealed record Greeting([property: JsonPropertyName("__typename")] string Name);

    private sealed record PageData(Page<OneItemData> Items);

    private sealed record Page<T>(IReadOnlyList<T> Nodes);

    private sealed record OneItemData(string Id, string ExternalId, string State, Page<JudgementData> Judgements);

    private sealed record JudgementData(
        string Id, string SubmittedAt, WorkerData Worker, IReadOnlyList<AnswerData> Answers);

    private sealed record WorkerData(string Id, string Name);

    private sealed record AnswerData(string QuestionKey, ValueData Value);

    private sealed record ValueData(string Choice);
}
