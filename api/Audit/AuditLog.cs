using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Security;
using ActiveLabel.Api.Storage;
using GraphQL;

namespace ActiveLabel.Api.Audit;

/// <summary>Watches over mutations: each leaves one entry, whatever comes of it.</summary>
public sealed class AuditLog(Writing writing, TimeProvider time)
{
    private static readonly JsonSerializerOptions HashedAs = new(JsonSerializerDefaults.Web);

    /// <summary>Runs an action. Its own transaction writes the entry where it changes something.</summary>
    /// <param name="input">Hashed; ids in it are noted as they are.</param>
    /// <param name="errorsOf">The codes of what it was refused with; empty where it was not.</param>
    public async Task<T> WatchAsync<T>(
        Caller caller, string action, object? input, Func<Task<T>> act, Func<T, string> errorsOf)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(errorsOf);
        var watched = new AuditedAction(
            caller.OrganizationId,
            caller.CredentialId,
            caller.Role.ToString(),
            action,
            string.Join(' ', IdsOf(input)),
            HashOf(input),
            caller.Origin,
            Activity.Current?.TraceId.ToString() ?? "").Begin();
        try
        {
            var result = await act();
            var errors = errorsOf(result);
            await WriteAsync(watched, errors.Length == 0 ? AuditOutcome.Succeeded : AuditOutcome.Refused, errors);
            return result;
        }
        catch (Exception)
        {
            await WriteAsync(watched, AuditOutcome.Failed, "");
            throw;
        }
        finally
        {
            AuditedAction.End();
        }
    }

    // Not cancelled when the client leaves: what was done is on record.
    private Task WriteAsync(AuditedAction action, AuditOutcome outcome, string errors)
        => action.IsWritten
            ? Task.CompletedTask
            : writing.ExecuteAsync(
                async (db, token) =>
                {
                    await AuditChain.AppendAsync(db, action, outcome, errors, time.GetUtcNow(), token);
                    action.SetWritten();
                    return true;
                },
                CancellationToken.None);

    private static IEnumerable<string> IdsOf(object? input)
        => input is null ? [] : input.GetType().GetProperties()
            .Where(property => property.GetCustomAttribute<IdAttribute>() is not null)
            .Select(property => property.GetValue(input) as string)
            .Where(id => id is not null && GlobalId.TypeNameOf(id) is not null).OfType<string>();

    private static string HashOf(object? input)
        => Convert.ToHexStringLower(SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(input, input?.GetType() ?? typeof(object), HashedAs)));
}
