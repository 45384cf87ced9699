using GraphQL;

namespace ActiveLabel.Api.Graph;

/// <summary>Which end of a list comes first.</summary>
[Name("SortEnumType")]
public enum SortDirection
{
    /// <summary>The smallest, or the oldest.</summary>
    Asc,

    /// <summary>The greatest, or the latest.</summary>
    Desc,
}
