using System.Globalization;

namespace ActiveLabel.Domain.Workers;

/// <summary>Finds out whether a worker holds a credential, and says how it is lacking where not.</summary>
internal static class CredentialSearch
{
    /// <param name="level">The least that is enough; 0 where there are no levels.</param>
    /// <param name="scope">What must be covered; empty where everything is.</param>
    /// <returns>Null when it is held.</returns>
    public static UnmetRule? FindShortfall(
        WorkerProfile profile, CredentialType type, string key, int level, string scope)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var all = profile.Credentials.Where(held => held.Type == type && held.Key == key).ToList();
        var standing = all.Where(held => held.HoldsAt(profile.Now)).ToList();
        var fitting = standing.Where(held => Covers(held, scope)).ToList();
        if (fitting.Any(held => held.Level >= level))
            return null;
        var name = NameOf(type, key, level, scope);
        if (fitting.Count > 0)
            return new(Shortfall.LevelTooLow, type, key,
                $"lacks {name}, has level {LevelName(type, fitting.Max(held => held.Level))}");
        if (standing.Count > 0)
            return new(Shortfall.WrongScope, type, key,
                $"lacks {name}, has it for {string.Join(", ", standing.Select(held => held.Scope).Distinct())}");
        return FindLast(all, scope, profile.Now) is { } last
            ? new(
                last.Why, type, key, $"lacks {name}, {last.Why.ToString().ToLowerInvariant()} {Day(last.At)}", last.At)
            : new(Shortfall.Missing, type, key, $"lacks {name}");
    }

    // What went last is what a worker asks about; a credential that was replaced is older than what replaced it.
    private static (Shortfall Why, DateTimeOffset At)? FindLast(
        List<WorkerCredential> all, string scope, DateTimeOffset now)
    {
        var last = all.Where(held => Covers(held, scope)).MaxBy(held => held.Id.Value);
        if (last is null)
            return null;
        return last.ExpiresAt is { } expiry && expiry <= (last.RevokedAt ?? now)
            ? (Shortfall.Expired, expiry)
            : (Shortfall.Revoked, last.RevokedAt ?? now);
    }

    // A clearance for one hospital does not open what names no hospital.
    private static bool Covers(WorkerCredential held, string scope) => held.Scope.Length == 0 || held.Scope == scope;

    private static string NameOf(CredentialType type, string key, int level, string scope)
        => type.ToString().ToLowerInvariant() + " " + key
            + (level > 0 ? " at level " + LevelName(type, level) : "")
            + (scope.Length > 0 ? " for " + scope : "");

    private static string LevelName(CredentialType type, int level) => type == CredentialType.Language
        ? ((LanguageLevel)level).ToString()
        : level.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
