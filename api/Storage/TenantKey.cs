using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ActiveLabel.Api.Storage;

/// <summary>
/// A row and what it points at belong to one organization: the foreign key says so, not only the code.
/// </summary>
public static class TenantKey
{
    private const string Organization = "OrganizationId";

    /// <param name="foreignKey">Property that holds the id of the other row.</param>
    public static void PointsAt<TTarget>(this EntityTypeBuilder builder, string foreignKey)
        where TTarget : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HasOne(typeof(TTarget)).WithMany()
            .HasForeignKey(foreignKey, Organization)
            // The id comes first: it is unique alone, and no query is led to walk all rows of an organization.
            .HasPrincipalKey("Id", Organization)
            .OnDelete(DeleteBehavior.Restrict);
    }

    public static void BelongsToOrganization(this EntityTypeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HasOne(typeof(Security.Organization)).WithMany()
            .HasForeignKey(Organization).OnDelete(DeleteBehavior.Restrict);
    }
}
