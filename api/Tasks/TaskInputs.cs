using System.ComponentModel;
using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Tasks;
using GraphQL;

namespace ActiveLabel.Api.Tasks;

/// <param name="Count">How many tasks at the most, 1 to 10.</param>
/// <param name="IdempotencyKey">
/// Chosen by the client, one for each claim; a retry sends the same again and gets the same leases, within 7 days.
/// </param>
public sealed record ClaimTasksInput(
    [property: Id] string ProjectId, [property: DefaultValue(1)] int Count = 1, string? IdempotencyKey = null)
{
    internal string? Problem => Count is < 1 or > ClaimTasks.CountMax
        ? $"Claim 1 to {ClaimTasks.CountMax} tasks at a time."
        : IdempotencyKey is null ? null : Idempotency.Validate(IdempotencyKey);
}

/// <param name="Token">As the lease has it.</param>
public sealed record ExtendLeaseInput([property: Id] string TaskId, int Token);

/// <param name="Token">As the lease has it.</param>
public sealed record ReleaseTaskInput([property: Id] string TaskId, int Token);

/// <param name="Token">As the lease has it.</param>
/// <param name="Comment">What to tell those who made the project.</param>
/// <param name="Reason">Why it cannot be judged.</param>
public sealed record SkipTaskInput([property: Id] string TaskId, int Token, SkipReason Reason, string? Comment = null)
{
    internal string? Problem => Comment?.Length > Skip.CommentLengthMax
        ? $"A comment has at most {Skip.CommentLengthMax} characters."
        : null;
}
