using System.Linq.Expressions;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ActiveLabel.Api.Storage;

/// <summary>The rows a query reaches: those of one organization, and of one project where that is said.</summary>
public readonly record struct Tenancy(OrganizationId OrganizationId, ProjectId? ProjectId = null);

/// <summary>
/// The second lock on every tenant's door: a context that was opened for one reads nothing of another, whatever a
/// query forgets to ask. A context opened without a tenant, as jobs do it, reads all.
/// </summary>
internal static class TenantFilter
{
    public const string Organization = "organization";
    public const string Project = "project";

    /// <summary>Filters every entity that belongs to an organization, or to a project.</summary>
    /// <param name="db">Any context: a model serves them all, and each puts in its own tenant.</param>
    public static void Apply(ModelBuilder model, ActiveLabelDb db)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            Add(entity, Organization, "OrganizationId", typeof(OrganizationId), db, nameof(db.Organization));
            var id = entity.ClrType == typeof(Project) ? "Id" : "ProjectId";
            Add(entity, Project, id, typeof(ProjectId), db, nameof(db.OnlyProject));
        }
    }

    // EF Core folds the comparison with null away: a statement asks for one tenant or for none.
    private static void Add(
        IMutableEntityType entity, string filter, string property, Type type, ActiveLabelDb db, string wantedName)
    {
        if (entity.FindProperty(property)?.ClrType is not { } found
            || (Nullable.GetUnderlyingType(found) ?? found) != type)
            return;
        var row = Expression.Parameter(entity.ClrType, "row");
        var wanted = Expression.Property(Expression.Constant(db, typeof(ActiveLabelDb)), wantedName);
        var column = Expression.Convert(Expression.Property(row, property), wanted.Type);
        entity.SetQueryFilter(filter, Expression.Lambda(
            Expression.OrElse(
                Expression.Equal(wanted, Expression.Constant(null, wanted.Type)), Expression.Equal(column, wanted)),
            row));
    }
}
