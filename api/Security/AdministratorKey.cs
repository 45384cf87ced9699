using ActiveLabel.Api.Storage;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Security;

/// <summary>There is no built-in secret: the first start makes a key for the administrator and says it once.</summary>
public sealed class AdministratorKey(IDbContextFactory<ActiveLabelDb> databases, CreateApiKey createApiKey)
{
    /// <summary>In the data directory, for the user alone whom the server runs as; holds the latest key.</summary>
    public const string FileName = "administrator.key";

    /// <summary>Prints the key, this once, and leaves it in its file. Nothing else says or logs it.</summary>
    public static void Tell(string key, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = Path.Combine(options.DataDirectory, FileName);
        Console.WriteLine($"Administrator's key, shown this once: {key}");
        PrivateFiles.Write(path, key + "\n");
        Console.WriteLine($"It is in {path} too, for this user alone; delete the file when you have it.");
    }

    /// <returns>The secret; null when there is a key already and only the first was asked for.</returns>
    public async Task<string?> CreateAsync(bool onlyTheFirst, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return onlyTheFirst && await db.ApiKeys.AnyAsync(
            key => key.Role == Role.Administrator && key.RevokedAt == null, cancellationToken)
            ? null
            : await createApiKey.ForAdministratorAsync(Organization.Default, cancellationToken);
    }
}
