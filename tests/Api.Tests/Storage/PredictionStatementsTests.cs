using ActiveLabel.Api.ModelRegistry;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ActiveLabel.Api.Tests.Storage;

public sealed class PredictionStatementsTests
{
    private static readonly float[] Sure = [0.9f, 0.1f], Unsure = [0.5f, 0.5f], Wrong = [0.2f, 0.8f];

    public static TheoryData<Provider> Providers => TestDatabase.Providers;

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_another_version_said_is_kept_when_it_is_replaced_and_only_then(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 2, judgements: 1);
        var (first, second) = (await AddAsync(database, project), await AddAsync(database, project));
        var items = await ItemsAsync(database);

        await StoreAsync(database, first, items, [Sure, Unsure], hour: 1);
        await StoreAsync(database, first, items, [Sure, Wrong], hour: 2); // the same version: nothing to keep
        await StoreAsync(database, second, [items[1]], [Unsure], hour: 3);

        await using var db = database.CreateDbContext();
        var said = await db.Predictions.AsNoTracking().OrderBy(one => one.ItemId).ToListAsync();
        Assert.Equal([(first.Id, 2), (second.Id, 3)], said.Select(one => (one.ModelVersionId, one.ScoredAt.Hour)));
        Assert.Equal([Sure, Unsure], said.Select(one => one.Probabilities));
        var kept = Assert.Single(await db.PredictionRecords.AsNoTracking().ToListAsync());
        Assert.Equal((first.Id, items[1], 2), (kept.ModelVersionId, kept.ItemId, kept.ScoredAt.Hour));
        Assert.Equal(Wrong, kept.Probabilities);
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task What_a_version_says_that_does_not_serve_takes_the_place_of_what_it_said_before(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 3, judgements: 1);
        var (first, second) = (await AddAsync(database, project), await AddAsync(database, project));
        var items = await ItemsAsync(database);

        await RecordAsync(database, first, items, [Sure, Unsure, Wrong]);
        await RecordAsync(database, second, items[..1], [Sure]);
        await RecordAsync(database, first, items[1..], [Wrong, Sure]);
        await RecordAsync(database, first, [], []);

        await using var db = database.CreateDbContext();
        var records = await db.PredictionRecords.AsNoTracking()
            .OrderBy(one => one.ModelVersionId).ThenBy(one => one.ItemId).ToListAsync();
        Assert.Equal([first.Id, first.Id, first.Id, second.Id], records.Select(one => one.ModelVersionId));
        Assert.Equal([Sure, Wrong, Sure, Sure], records.Select(one => one.Probabilities));
        Assert.Empty(await db.Predictions.ToListAsync());
    }

    [SkippableTheory, MemberData(nameof(Providers))]
    public async Task How_far_a_committee_disagrees_is_kept_with_what_its_model_says(Provider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var project = await database.CreateProjectAsync(itemCount: 2, judgements: 1);
        var (first, second) = (await AddAsync(database, project), await AddAsync(database, project));
        var items = await ItemsAsync(database);
        Disagreement[] disagreement = [new(0.25f, 0.5f), new(0.125f, 0)];

        await StoreAsync(database, first, items, [.. disagreement.Select(one => new Prediction(Sure, one))], hour: 1);
        await StoreAsync(database, second, [items[1]], [Unsure], hour: 2);

        await using var db = database.CreateDbContext();
        var said = await db.Predictions.AsNoTracking().OrderBy(one => one.ItemId).ToListAsync();
        Assert.Equal([disagreement[0], null], said.Select(one => one.Disagreement));
        var kept = Assert.Single(await db.PredictionRecords.AsNoTracking().ToListAsync());
        Assert.Equal((items[1], disagreement[1]), (kept.ItemId, kept.Disagreement));
    }

    private static Task<int> StoreAsync(
        TestDatabase database, ModelVersion model, List<ItemId> items, float[][] said, int hour)
        => StoreAsync(database, model, items, Array.ConvertAll(said, row => new Prediction(row)), hour);

    private static Task<int> StoreAsync(
        TestDatabase database, ModelVersion model, List<ItemId> items, Prediction[] said, int hour)
        => database.Writing.ExecuteAsync(
            (db, token) => SqlDialect.Of(db.Database).Predictions.StoreAsync(
                db, PredictionRows.Of(items, said), model, DateTimeOffset.UnixEpoch.AddHours(hour), token),
            CancellationToken.None);

    private static Task<int> RecordAsync(
        TestDatabase database, ModelVersion model, List<ItemId> items, float[][] said)
        => database.Writing.ExecuteAsync(
            (db, token) => SqlDialect.Of(db.Database).Predictions.RecordAsync(
                db,
                PredictionRows.Of(items, Array.ConvertAll(said, row => new Prediction(row))),
                model,
                DateTimeOffset.UnixEpoch,
                token),
            CancellationToken.None);

    private static async Task<List<ItemId>> ItemsAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.Items.OrderBy(item => item.Id).Select(item => item.Id).ToListAsync();
    }

    private static Task<ModelVersion> AddAsync(TestDatabase database, Project project)
        => database.Writing.ExecuteAsync(
            (db, token) => ModelNumbers.AddAsync(
                db,
                new()
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.Id,
                    Version = 0,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    Labels = 0,
                    Temperature = 1,
                    Sha256 = "",
                    Decision = "",
                },
                token),
            CancellationToken.None);
}
