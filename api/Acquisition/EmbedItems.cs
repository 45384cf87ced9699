using System.Numerics;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Acquisition;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Acquisition;

/// <summary>
/// Lays items out by what they say, without labels. The embedder of a project is found on a sample of its items, and
/// anew whenever the project has doubled.
/// </summary>
public sealed class EmbedItems(
    IDbContextFactory<ActiveLabelDb> databases, IPredictor predictor, ITrainer trainer)
{
    private const int Dimension = 64;
    private const int SampleMax = 4_000;

    /// <param name="inputs">All of one kind.</param>
    /// <returns>Where each input lies, in the order asked.</returns>
    /// <exception cref="InferenceUnavailableException">Try again later.</exception>
    public async Task<ItemVectors> ExecuteAsync(
        Project project, IReadOnlyList<ItemInput> inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0)
            return new([], 0);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var items = await db.Counters.Where(totals => totals.ProjectId == project.Id)
            .Select(totals => totals.Items).SingleAsync(cancellationToken);
        var embedder = new ModelReference(
            $"project-{project.Id.Value}-embedder", 1 + BitOperations.Log2((ulong)Math.Max(1, items)));
        string[] values = [.. inputs.Select(input => input.Value)];
        try
        {
            return await predictor.EmbedAsync(embedder, values, cancellationToken);
        }
        catch (ModelNotAvailableException)
        {
            await FitAsync(db, project, embedder, inputs[0].Kind, cancellationToken);
            if (embedder.Version > 1)
                await trainer.DeleteAsync(embedder with { Version = embedder.Version - 1 }, cancellationToken);
            return await predictor.EmbedAsync(embedder, values, cancellationToken);
        }
    }

    /// <summary>Finds an embedder on a sample of the project's items.</summary>
    /// <param name="kind">What it reads of them.</param>
    internal async Task FitAsync(
        ActiveLabelDb db,
        Project project,
        ModelReference embedder,
        InputKind kind,
        CancellationToken cancellationToken)
    {
        // Every item has its external id's hash for a place in random order; the first ones are a fair sample.
        var sample = await (from entry in db.Queue
                            join content in db.ItemContents on entry.ItemId equals content.ItemId
                            where entry.ProjectId == project.Id
                            orderby entry.Position, entry.TaskId
                            select content.Data).Take(SampleMax).ToListAsync(cancellationToken);
        await trainer.FitEmbedderAsync(
            new(
                embedder,
                kind,
                [.. sample.Select(ItemInput.Of).Where(input => input.Kind == kind).Select(input => input.Value)],
                Dimension,
                Seed: (int)(project.Seed & int.MaxValue)),
            cancellationToken);
    }
}
