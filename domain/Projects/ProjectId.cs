namespace ActiveLabel.Domain.Projects;

public readonly record struct ProjectId(long Value);

/// <summary>The tenant: in every row, every key and every query.</summary>
public readonly record struct OrganizationId(long Value);
