using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Predictions;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.ModelRegistry;

/// <summary>Gives model versions their numbers: one more than the project's last one.</summary>
internal static class ModelNumbers
{
    /// <summary>Adds the version under the next number and saves; whoever takes it meanwhile runs this again.</summary>
    public static async Task<ModelVersion> AddAsync(
        ActiveLabelDb db, ModelVersion model, CancellationToken cancellationToken)
    {
        var last = await db.ModelVersions.Where(known => known.ProjectId == model.ProjectId)
            .MaxAsync(known => (int?)known.Version, cancellationToken) ?? 0;
        var added = model.Numbered(last + 1);
        db.ModelVersions.Add(added);
        await db.SaveChangesAsync(cancellationToken);
        return added;
    }
}
