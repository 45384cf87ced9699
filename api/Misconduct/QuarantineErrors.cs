using ActiveLabel.Api.Graph;

namespace ActiveLabel.Api.Misconduct;

internal static class QuarantineErrors
{
    public static IUserError Of(QuarantineResult refusal) => refusal switch
    {
        QuarantineResult.Invalid invalid => new InvalidInputError(invalid.Problem),
        QuarantineResult.NotFound missing => new NotFoundError(missing.What),
        _ => throw new InvalidOperationException("It was not refused."),
    };
}

public sealed class QuarantineWorkerErrorUnion() : ErrorUnion(
    "QuarantineWorkerError", typeof(NotFoundError), typeof(InvalidInputError));

public sealed class UnquarantineWorkerErrorUnion() : ErrorUnion(
    "UnquarantineWorkerError", typeof(NotFoundError), typeof(InvalidInputError));

public sealed class AppealQuarantineErrorUnion() : ErrorUnion(
    "AppealQuarantineError", typeof(NotFoundError), typeof(InvalidInputError));

public sealed class DecideAppealErrorUnion() : ErrorUnion(
    "DecideAppealError", typeof(NotFoundError), typeof(InvalidInputError));

public sealed class SetMisconductPolicyErrorUnion() : ErrorUnion(
    "SetMisconductPolicyError", typeof(NotFoundError), typeof(InvalidInputError));
