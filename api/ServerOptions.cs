using System.Net;
using ActiveLabel.Api.Scheduling;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Transport;

namespace ActiveLabel.Api;

/// <summary>All that a server is told when it starts.</summary>
/// <param name="DataDirectory">Holds the embedded database and the models.</param>
/// <param name="Url">Where to listen; loopback unless somebody says otherwise.</param>
public sealed record ServerOptions(string DataDirectory, string Url = ServerOptions.DefaultUrl)
{
    public const string DefaultUrl = "http://127.0.0.1:5095";

    /// <summary>Null for SQLite in the data directory.</summary>
    public StorageOptions? Database { get; init; }

    /// <summary>Where an inference service answers; null starts one as a child of this process.</summary>
    public string? InferenceUrl { get; init; }

    /// <summary>Who vouches for members; null where keys alone open the door.</summary>
    public IdentityOptions? Identity { get; init; }

    /// <summary>Proxies that are believed when they say who asks; none where the server faces its clients.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public TransportLimits Limits { get; init; } = new();

    /// <summary>Null where jobs are left to other servers on the same database.</summary>
    public SchedulingOptions? Scheduling { get; init; } = new();

    /// <summary>Whether the log stays silent below warnings, for a display of its own.</summary>
    public bool IsQuiet { get; init; }

    public string ModelsDirectory => Path.Combine(DataDirectory, "models");

    public StorageOptions DatabaseOrDefault
        => Database ?? new(DatabaseProvider.Sqlite, $"Data Source={EmbeddedDatabase}");

    public string EmbeddedDatabase => Path.Combine(DataDirectory, "activelabel.db");
}
