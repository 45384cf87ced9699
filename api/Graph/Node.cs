using ActiveLabel.Api.Security;
using GraphQL;

namespace ActiveLabel.Api.Graph;

/// <summary>What has an id of its own and can be asked for by it.</summary>
[Name("Node")]
[Allow(Audience.Everybody)]
public interface INode
{
    [Id]
    string Id { get; }
}
