using System.Buffers.Binary;
using System.Security.Cryptography;
using ActiveLabel.Api.Clearances;
using ActiveLabel.Api.Gold;
using ActiveLabel.Api.Onboarding;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Qualifications;

/// <summary>What came of beginning a qualification, or of an answer.</summary>
public abstract record AttemptResult
{
    /// <param name="Answer">The answer that was taken; null where none was given.</param>
    /// <param name="Answered">The question it answers; null where none was.</param>
    public sealed record Going(
        Qualification Qualification,
        QualificationAttempt Attempt,
        QualificationAnswer? Answer = null,
        QualificationQuestion? Answered = null) : AttemptResult;

    /// <summary>The worker sees no such qualification or attempt.</summary>
    public sealed record NotFound(string What) : AttemptResult, IRefusal;

    public sealed record Held(DateTimeOffset? ExpiresAt) : AttemptResult, IRefusal;

    /// <summary>The last attempt failed not long enough ago.</summary>
    public sealed record TooEarly(DateTimeOffset RetryAt) : AttemptResult, IRefusal;

    /// <summary>Another question is asked now, or none.</summary>
    public sealed record OutOfTurn : AttemptResult, IRefusal;

    public sealed record Invalid(string Problem) : AttemptResult, IRefusal;
}

/// <summary>A worker's way through a qualification.</summary>
public sealed class TakeQualification(Writing writing, TimeProvider time)
{
    /// <summary>Goes on with the attempt that is open, or begins one.</summary>
    public Task<AttemptResult> BeginAsync(
        OrganizationId organization, WorkerId worker, QualificationId id, CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization), (db, token) => BeginAsync(db, organization, worker, id, token), cancellationToken);

    /// <param name="place">Which answer of the attempt it is, counted from 1: a retry answers nothing twice.</param>
    public Task<AttemptResult> AnswerAsync(
        OrganizationId organization,
        WorkerId worker,
        AttemptId id,
        int place,
        string choice,
        CancellationToken cancellationToken)
        => writing.ExecuteAsync(
            new(organization), (db, token) => AnswerAsync(db, worker, id, place, choice, token), cancellationToken);

    private async Task<AttemptResult> BeginAsync(
        ActiveLabelDb db,
        OrganizationId organization,
        WorkerId worker,
        QualificationId id,
        CancellationToken cancellationToken)
    {
        var qualification = await db.Qualifications.AsNoTracking().SingleOrDefaultAsync(
            known => known.Id == id && db.Memberships.Any(member => member.ProjectId == known.ProjectId
                && member.WorkerId == worker && member.EndedAt == null),
            cancellationToken);
        if (qualification is null)
            return new AttemptResult.NotFound("qualification");
        var last = await db.QualificationAttempts.AsNoTracking()
            .Where(attempt => attempt.WorkerId == worker && attempt.QualificationId == id)
            .OrderByDescending(attempt => attempt.Number).FirstOrDefaultAsync(cancellationToken);
        if (last is { IsOpen: true })
            return new AttemptResult.Going(qualification, last);
        var now = time.GetUtcNow();
        var held = await db.WorkerCredentials.AsNoTracking().SingleOrDefaultAsync(
            credential => credential.WorkerId == worker && credential.Type == CredentialType.Qualification
                && credential.Key == qualification.Key && credential.RevokedAt == null,
            cancellationToken);
        if (held?.HoldsAt(now) is true)
            return new AttemptResult.Held(held.ExpiresAt);
        if (last is { State: AttemptState.Failed, EndedAt: { } ended }
            && ended.AddDays(qualification.RetryAfterDays) is var retryAt && now < retryAt)
            return new AttemptResult.TooEarly(retryAt);
        var attempt = new QualificationAttempt
        {
            OrganizationId = organization,
            QualificationId = id,
            WorkerId = worker,
            Number = 1 + (last?.Number ?? 0),
            State = qualification.TrainingCount == 0 ? AttemptState.Testing : AttemptState.Training,
            Seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))),
            StartedAt = now,
        };
        db.QualificationAttempts.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        await AdvanceOnboarding.BeginQualificationAsync(db, worker, id, now, cancellationToken);
        return new AttemptResult.Going(qualification, attempt);
    }

    private async Task<AttemptResult> AnswerAsync(
        ActiveLabelDb db, WorkerId worker, AttemptId id, int place, string choice, CancellationToken cancellationToken)
    {
        var attempt = await db.QualificationAttempts.SingleOrDefaultAsync(
            known => known.Id == id && known.WorkerId == worker, cancellationToken);
        if (attempt is null)
            return new AttemptResult.NotFound("attempt");
        var qualification = await db.Qualifications.AsNoTracking()
            .SingleAsync(known => known.Id == attempt.QualificationId, cancellationToken);
        if (await db.QualificationAnswers.AsNoTracking().SingleOrDefaultAsync(
            answer => answer.AttemptId == id && answer.Place == place, cancellationToken) is { } earlier)
            return earlier.Choice == choice
                ? new AttemptResult.Going(
                    qualification,
                    attempt,
                    earlier,
                    await FindQuestionAsync(db, qualification.Id, earlier.Number, cancellationToken))
                : new AttemptResult.OutOfTurn();
        if (attempt.NextQuestion(qualification) is not { } number || place != attempt.AnsweredCount + 1)
            return new AttemptResult.OutOfTurn();
        var question = await FindQuestionAsync(db, qualification.Id, number, cancellationToken);
        var schema = await db.Projects.Where(project => project.Id == qualification.ProjectId)
            .Select(project => project.Schema).SingleAsync(cancellationToken);
        if (schema.Questions[0].IndexOf(choice) < 0)
            return new AttemptResult.Invalid($"'{choice}' is no choice of '{schema.Questions[0].Key}'.");
        var now = time.GetUtcNow();
        var taken = new QualificationAnswer
        {
            AttemptId = id,
            Place = place,
            OrganizationId = attempt.OrganizationId,
            Number = number,
            Choice = choice,
            IsRight = choice == question.Answer,
            At = now,
        };
        db.QualificationAnswers.Add(taken);
        attempt.Take(qualification, taken.IsRight, now);
        await db.SaveChangesAsync(cancellationToken);
        if (attempt.State == AttemptState.Passed)
            await PassAsync(db, qualification, attempt, now, cancellationToken);
        return new AttemptResult.Going(qualification, attempt, taken, question);
    }

    private static async Task PassAsync(
        ActiveLabelDb db,
        Qualification qualification,
        QualificationAttempt attempt,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await AskForTraining.EndAsync(db, qualification.ProjectId, attempt.WorkerId, cancellationToken);
        await GrantCredential.AddAsync(
            db,
            attempt.OrganizationId,
            new(
                attempt.WorkerId,
                CredentialType.Qualification,
                qualification.Key,
                Level: 0,
                Scope: "",
                $"{attempt.RightCount} right and {attempt.WrongCount} wrong answers in attempt {attempt.Number}",
                qualification.ValidDays is { } days ? now.AddDays(days) : null,
                $"qualification:{qualification.Id.Value}"),
            now,
            cancellationToken);
        await AdvanceOnboarding.QualifyAsync(db, attempt.WorkerId, qualification.Id, now, cancellationToken);
        await TellProjects.ApplyAsync(db, attempt.OrganizationId, attempt.WorkerId, now, cancellationToken);
    }

    private static Task<QualificationQuestion> FindQuestionAsync(
        ActiveLabelDb db, QualificationId qualification, int number, CancellationToken cancellationToken)
        => db.QualificationQuestions.AsNoTracking().SingleAsync(
            question => question.QualificationId == qualification && question.Number == number, cancellationToken);
}
